"""Extensions and apps."""

import pytest

from quarterdeck.services.paths import normalize
from quarterdeck.services.shapes.extension import recognize
from quarterdeck.services.shapes.fetch import Fetch

ID = "abcdefghijklmnop" * 2


def read(host: str, target: str):
    found = recognize(Fetch.of(host, *normalize(target)))
    return found and (found.kind, found.name, found.registry, found.version)


@pytest.mark.parametrize(
    ("host", "target", "found"),
    [
        (
            "marketplace.visualstudio.com",
            "/_apis/public/gallery/publishers/Dee/vsextensions/Chat/1.2.3/vspackage",
            ("extension", "dee.chat", "vscode", "1.2.3"),
        ),
        (
            "dee.gallery.vsassets.io",
            "/_apis/public/gallery/publisher/Dee/extension/chat/1.2.3/assetbyname/Microsoft.VisualStudio.Services.VSIXPackage",
            ("extension", "dee.chat", "vscode", "1.2.3"),
        ),
        (
            "dee.gallerycdn.vsassets.io",
            "/extensions/dee/chat/1.2.3/1700000000000/Microsoft.VisualStudio.Services.VSIXPackage",
            ("extension", "dee.chat", "vscode", "1.2.3"),
        ),
        ("open-vsx.org", "/api/dee/chat/1.2.3/file/dee.chat-1.2.3.vsix", ("extension", "dee.chat", "vscode", "1.2.3")),
        (
            "open-vsx.org",
            "/api/dee/chat/linux-x64/1.2.3/file/dee.chat-1.2.3.vsix",
            ("extension", "dee.chat", "vscode", "1.2.3"),
        ),
        (
            "open-vsx.org",
            "/vscode/unpkg/dee/chat/1.2.3/extension/package.json",
            ("extension", "dee.chat", "vscode", "1.2.3"),
        ),
        ("www.example.com", "/files/dee.chat-1.2.3.vsix", ("extension", "dee.chat", "vscode", "1.2.3")),
        ("www.example.com", "/chat.vsix", ("extension", "chat", "vscode", "")),
        (
            "plugins.jetbrains.com",
            "/plugin/download?pluginId=Com.Dee&version=1",
            ("extension", "com.dee", "jetbrains", "1"),
        ),
        ("clients2.google.com", f"/service/update2/crx?x=id%3D{ID}%26v%3D1.0%26uc", ("extension", ID, "chrome", "1.0")),
        ("edge.microsoft.com", f"/extensionwebstorebase/v1/crx?x=id%3D{ID}%26uc", ("extension", ID, "chrome", "")),
        ("chromewebstore.google.com", f"/detail/some-name/{ID}", ("extension", ID, "chrome", "")),
        ("clients2.googleusercontent.com", "/crx/blobs/Ab/ID_1_0.crx", ("extension", "id_1_0", "chrome", "")),
        ("addons.mozilla.org", "/firefox/downloads/file/1/dee-1.0.xpi", ("extension", "dee-1.0", "firefox", "")),
        (
            "play.google.com",
            "/store/apps/details?id=com.deepseek.chat&hl=en",
            ("mobile-app", "com.deepseek.chat", "google-play", ""),
        ),
        (
            "apps.apple.com",
            "/us/app/deepseek-ai-assistant/id6737597349",
            ("mobile-app", "deepseek-ai-assistant", "app-store", "6737597349"),
        ),
        ("apps.apple.com", "/app/id6737597349/", ("mobile-app", "6737597349", "app-store", "6737597349")),
        ("www.example.com", "/DeepSeek_1.0.apk", ("mobile-app", "deepseek_1.0", "file", "")),
        ("www.example.com", "/LM-Studio-0.3.dmg", ("desktop-app", "lm-studio-0.3", "file", "")),
    ],
)
def test_extensions_and_apps(host, target, found):
    assert read(host, target) == found


@pytest.mark.parametrize(
    ("host", "target"),
    [
        ("marketplace.visualstudio.com", "/items?itemName=dee.chat"),
        ("www.example.com", "/extensions/a/b/c/1/x"),
        ("www.example.com", "/.vsix"),
        ("plugins.jetbrains.com", "/plugin/download"),
        ("plugins.jetbrains.com", "/plugin/1234-chat"),
        ("clients2.google.com", "/service/update2/crx?x=id%3Dnot-an-id"),
        ("clients2.google.com", "/service/update2/json"),
        ("chromewebstore.google.com", "/category/extensions"),
        ("chromewebstore.google.com", "/detail/some-name/123"),
        ("play.google.com", "/store/apps/details"),
        ("apps.apple.com", "/us/charts"),
    ],
)
def test_what_is_neither(host, target):
    assert read(host, target) is None
