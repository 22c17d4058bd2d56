"""How each kind of device and program is told to trust the CA: steps as data, told alike in HTML and in text.

In a command, {proxy} stands for the proxy's address, where the portal answers too, since its own name is known
only inside the proxy. Commands with {slot} are repeated for each CA to be trusted: "current", and "next" while one
is staged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what to do, and the commands to type if there are any."""

    text: str
    commands: tuple[str, ...] = ()

    def told(self, proxy: str, slots: Sequence[str]) -> tuple[str, ...]:
        """The commands with their places filled in."""
        return tuple(
            command.replace("{slot}", slot).replace("{proxy}", proxy)
            for command in self.commands
            for slot in (slots if "{slot}" in command else ("",))
        )


@dataclass(frozen=True, slots=True)
class Platform:
    """A kind of device or program."""

    id: str
    name: str
    steps: tuple[Step, ...]


PLATFORMS = (
    Platform(
        "windows",
        "Windows",
        (
            Step(
                "For one computer: in a terminal opened as administrator. Edge, Chrome, Firefox and programs that use "
                "Windows' own TLS follow.",
                (
                    "curl.exe -o quarterdeck-{slot}.crt http://{proxy}/ca-{slot}.crt",
                    "certutil -addstore -f Root quarterdeck-{slot}.crt",
                ),
            ),
            Step(
                "For all computers of a domain: in the Group Policy Management Editor, open Computer Configuration, "
                "Policies, Windows Settings, Security Settings, Public Key Policies, Trusted Root Certification "
                "Authorities, and import the file. Or, as a domain administrator:",
                ("certutil -dspublish -f quarterdeck-{slot}.crt RootCA", "gpupdate /force"),
            ),
        ),
    ),
    Platform(
        "macos",
        "macOS",
        (
            Step(
                "For one Mac, in Terminal:",
                (
                    "curl -o /tmp/quarterdeck-{slot}.crt http://{proxy}/ca-{slot}.crt",
                    "K=/Library/Keychains/System.keychain",
                    "sudo security add-trusted-cert -d -r trustRoot -k $K /tmp/quarterdeck-{slot}.crt",
                ),
            ),
            Step("For all Macs: send the file as a certificate payload from your device management."),
        ),
    ),
    Platform(
        "ios",
        "iPhone and iPad",
        (
            Step("Open this in Safari and allow the download:", ("http://{proxy}/ca-{slot}.crt",)),
            Step("In Settings, open the downloaded profile and install it."),
            Step("In Settings, General, About, Certificate Trust Settings, switch on full trust for it."),
            Step("For managed devices, device management does all of this with a certificate payload."),
        ),
    ),
    Platform(
        "android",
        "Android",
        (
            Step("Open this in the browser to download it:", ("http://{proxy}/ca-{slot}.crt",)),
            Step("In Settings, search for CA certificate, choose to install one, and pick the file."),
            Step(
                "Most apps trust only what the organization installs through device management, which is the way for "
                "managed devices."
            ),
        ),
    ),
    Platform(
        "debian",
        "Debian and Ubuntu",
        (
            Step(
                "Each CA needs a file of its own, in PEM, whose name ends in .crt:",
                (
                    "sudo curl -o /usr/local/share/ca-certificates/quarterdeck-{slot}.crt http://{proxy}/ca-{slot}.pem",
                    "sudo update-ca-certificates",
                ),
            ),
        ),
    ),
    Platform(
        "fedora",
        "Fedora, RHEL and kin",
        (
            Step(
                "In a terminal:",
                (
                    "sudo curl -o /etc/pki/ca-trust/source/anchors/quarterdeck-{slot}.pem http://{proxy}/ca-{slot}.pem",
                    "sudo update-ca-trust",
                ),
            ),
        ),
    ),
    Platform(
        "browsers",
        "Firefox and Chrome on Linux",
        (
            Step(
                "Firefox: Settings, Privacy & Security, View Certificates, Authorities, Import; tick that it may "
                "identify websites. For many computers, list the files in policies.json under Certificates, Install."
            ),
            Step(
                "Chrome and Chromium keep a list of their own for each user (certutil is in libnss3-tools):",
                (
                    "curl -o /tmp/quarterdeck-{slot}.pem http://{proxy}/ca-{slot}.pem",
                    "certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n quarterdeck-{slot} -i /tmp/quarterdeck-{slot}.pem",
                ),
            ),
        ),
    ),
    Platform(
        "python",
        "Python: the OpenAI and Anthropic SDKs, httpx, requests, pip, uv",
        (
            Step(
                "These read one file of all CAs that they trust: append ours to the system's. On Debian and Ubuntu:",
                (
                    "curl -o ~/quarterdeck-ca.pem http://{proxy}/ca.pem",
                    "cat /etc/ssl/certs/ca-certificates.crt ~/quarterdeck-ca.pem > ~/ca-bundle.pem",
                    "export SSL_CERT_FILE=~/ca-bundle.pem REQUESTS_CA_BUNDLE=~/ca-bundle.pem",
                    "export HTTPS_PROXY=http://{proxy} HTTP_PROXY=http://{proxy} NO_PROXY=localhost,127.0.0.1,::1",
                ),
            ),
            Step(
                "SSL_CERT_FILE is read by httpx, the SDKs and uv; REQUESTS_CA_BUNDLE by requests and pip. Go programs, "
                "and curl as CURL_CA_BUNDLE, take the same file; the AWS command line takes it as AWS_CA_BUNDLE."
            ),
        ),
    ),
    Platform(
        "node",
        "Node.js",
        (
            Step(
                "Node adds this file to the CAs that it brings along:",
                (
                    "curl -o ~/quarterdeck-ca.pem http://{proxy}/ca.pem",
                    "export NODE_EXTRA_CA_CERTS=~/quarterdeck-ca.pem",
                ),
            ),
            Step(
                "From version 24 on it also takes the proxy from the environment:",
                ("export NODE_USE_ENV_PROXY=1 HTTPS_PROXY=http://{proxy} HTTP_PROXY=http://{proxy}",),
            ),
        ),
    ),
    Platform(
        "java",
        "Java",
        (
            Step(
                "Into the trust store of the Java that runs the program (its password is changeit at first):",
                (
                    "curl -o /tmp/quarterdeck-{slot}.crt http://{proxy}/ca-{slot}.crt",
                    "keytool -importcert -cacerts -alias quarterdeck-{slot} -file /tmp/quarterdeck-{slot}.crt",
                ),
            ),
            Step(
                "On Windows, Java can use the store of Windows instead:",
                ("java -Djavax.net.ssl.trustStoreType=Windows-ROOT -jar program.jar",),
            ),
        ),
    ),
    Platform(
        "git",
        "Git",
        (
            Step(
                "On Linux and macOS, with the file of all CAs made for Python above:",
                ("git config --global http.sslCAInfo ~/ca-bundle.pem",),
            ),
            Step("On Windows, let Git use the store of Windows:", ("git config --global http.sslBackend schannel",)),
        ),
    ),
    Platform(
        "docker",
        "Docker",
        (
            Step(
                "To pull images: make the host trust the CA as above, then restart the daemon.",
                ("sudo systemctl restart docker",),
            ),
            Step(
                "Inside an image based on Debian or Ubuntu:",
                (
                    "ADD http://{proxy}/ca-{slot}.pem /usr/local/share/ca-certificates/quarterdeck-{slot}.crt",
                    "RUN update-ca-certificates",
                    "ENV NODE_EXTRA_CA_CERTS=/usr/local/share/ca-certificates/quarterdeck-current.crt",
                    "ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt",
                    "ENV REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt",
                ),
            ),
        ),
    ),
)
