-- The deck log in ClickHouse (24.8 or newer). It may be run again at any time: what it makes anew holds no record.
--
-- What is inserted into `arriving` comes to stand in `records`. A record that arrives twice stands there once: the views
-- see to it at once, the table when its parts are merged. A key that has no column here fails the insertion, so that
-- nothing is lost without a word. A text that a record does not have is '', a number 0, a list empty, a time 1970.

CREATE DATABASE IF NOT EXISTS quarterdeck;

CREATE TABLE IF NOT EXISTS quarterdeck.records
(
    `log` LowCardinality(String) COMMENT 'the shard by its origin, quarterdeck/LOG/deck-0',
    `index` UInt64 CODEC(Delta, ZSTD) COMMENT 'the number of the record in its shard',
    `time` DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    `event` LowCardinality(String),
    `incident` String CODEC(ZSTD),
    `outcome` LowCardinality(String),
    `action` LowCardinality(String),
    `reason` String CODEC(ZSTD),
    `rules` Array(LowCardinality(String)),
    `shadow` Array(LowCardinality(String)),
    `exceptions` Array(LowCardinality(String)),
    `policy_version` LowCardinality(String),
    `granted` Array(LowCardinality(String)),
    `until` DateTime64(3, 'UTC'),
    `ticket` String,
    `principal` String CODEC(ZSTD),
    `client` String CODEC(ZSTD),
    `tenant` LowCardinality(String),
    `sealed` String CODEC(ZSTD),
    `by_key` LowCardinality(String),
    `subject` String,
    `affected` UInt64,
    `service` LowCardinality(String),
    `vendor` LowCardinality(String),
    `activity` LowCardinality(String),
    `models` Array(LowCardinality(String)),
    `models_unknown` Bool COMMENT 'whether there was a model that could not be read',
    `artifact` String,
    `format` LowCardinality(String),
    `findings` Map(LowCardinality(String), UInt64) COMMENT 'detectors, and how often each found something',
    `found` Array(Tuple(detector String, part String, start Int64, end Int64, fingerprint String)),
    `evidence` Tuple(sha256 String, bytes UInt64, lost String),
    `unread` Array(LowCardinality(String)),
    `drift` Bool,
    `scheme` LowCardinality(String),
    `host` LowCardinality(String),
    `port` UInt16,
    `method` LowCardinality(String),
    `path` String CODEC(ZSTD),
    `protocol` LowCardinality(String),
    `status` UInt16,
    `request_bytes` UInt64,
    `answer_bytes` UInt64,
    `judge_ms` Float64,
    `total_ms` Float64,
    `truncated` Bool,
    `coverage` LowCardinality(String),
    `worker` UInt32,

    INDEX incidents incident TYPE bloom_filter GRANULARITY 4,
    INDEX principals principal TYPE bloom_filter GRANULARITY 4,
    INDEX spoken rules TYPE bloom_filter GRANULARITY 4
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(time)
PRIMARY KEY (toStartOfHour(time), service)
-- A record is the same whenever it arrives, so it has the same place, and only the last to arrive is kept there.
ORDER BY (toStartOfHour(time), service, log, index)
-- PCI DSS 10.5.1 asks for twelve months. Another time: ALTER TABLE quarterdeck.records MODIFY TTL ...
TTL toDateTime(time) + INTERVAL 13 MONTH DELETE
SETTINGS ttl_only_drop_parts = 1;

-- A model that could not be read is the one word "unknown" in a line, else `models` is a list: here it is a text first.
DROP VIEW IF EXISTS quarterdeck.arrived;
DROP TABLE IF EXISTS quarterdeck.arriving;

CREATE TABLE quarterdeck.arriving
(
    `log` String, `index` UInt64, `time` DateTime64(3, 'UTC'), `event` String, `incident` String, `outcome` String,
    `action` String, `reason` String, `rules` Array(String), `shadow` Array(String), `exceptions` Array(String),
    `policy_version` String, `granted` Array(String), `until` DateTime64(3, 'UTC'), `ticket` String,
    `principal` String, `client` String, `tenant` String, `sealed` String, `by_key` String, `subject` String,
    `affected` UInt64, `service` String, `vendor` String, `activity` String, `models` String, `artifact` String,
    `format` String, `findings` Map(String, UInt64),
    `found` Array(Tuple(detector String, part String, start Int64, end Int64, fingerprint String)),
    `evidence` Tuple(sha256 String, bytes UInt64, lost String),
    `unread` Array(String), `drift` Bool, `scheme` String, `host` String, `port` UInt16, `method` String,
    `path` String, `protocol` String, `status` UInt16, `request_bytes` UInt64, `answer_bytes` UInt64,
    `judge_ms` Float64, `total_ms` Float64, `truncated` Bool, `coverage` String, `worker` UInt32
)
ENGINE = Null;

-- What does not say where in which log it stands is no record: the insertion fails.
CREATE MATERIALIZED VIEW quarterdeck.arrived TO quarterdeck.records AS
SELECT
    * EXCEPT (models),
    JSONExtract(arriving.models, 'Array(String)') AS models,
    arriving.models = 'unknown' AS models_unknown
FROM quarterdeck.arriving
WHERE NOT throwIf(log = '' OR time = 0, 'a record must say its log and its time');

-- The usual questions. Each view has a time, so that a question can be of a time: WHERE hour >= now() - INTERVAL 7 DAY.

-- Every record once. The others read this one.
CREATE OR REPLACE VIEW quarterdeck.each AS
SELECT * FROM quarterdeck.records FINAL;

-- What was asked and what became of it: the decision and, where it came to another end, the outcome.
CREATE OR REPLACE VIEW quarterdeck.exchanges AS
SELECT
    log,
    incident,
    minIf(time, event = 'decision') AS asked,
    anyIf(principal, event = 'decision') AS principal,
    anyIf(client, event = 'decision') AS client,
    anyIf(service, event = 'decision') AS service,
    anyIf(activity, event = 'decision') AS activity,
    anyIf(host, event = 'decision') AS host,
    anyIf(action, event = 'decision') AS action,
    anyIf(rules, event = 'decision') AS rules,
    argMax(outcome, time) AS ended,
    argMax(reason, time) AS reason,
    max(status) AS status,
    sum(answer_bytes) AS answer_bytes
FROM quarterdeck.each
WHERE incident != '' AND event IN ('decision', 'outcome')
GROUP BY log, incident
HAVING countIf(event = 'decision') > 0;

-- Who: requests, refusals and findings of each person, an hour.
CREATE OR REPLACE VIEW quarterdeck.by_principal AS
SELECT
    toStartOfHour(time) AS hour,
    principal,
    count() AS requests,
    countIf(outcome IN ('refused', 'cut', 'held')) AS stopped,
    countIf(outcome = 'rewritten') AS rewritten,
    sum(arraySum(mapValues(findings))) AS hits,
    sum(request_bytes) AS request_bytes,
    groupUniqArray(20)(service) AS services
FROM quarterdeck.each
WHERE event = 'decision' AND principal != ''
GROUP BY hour, principal;

-- Which service, and what for.
CREATE OR REPLACE VIEW quarterdeck.by_service AS
SELECT
    toStartOfHour(time) AS hour,
    service,
    vendor,
    activity,
    count() AS requests,
    uniqExact(principal) AS people,
    countIf(outcome IN ('refused', 'cut', 'held')) AS stopped,
    countIf(outcome = 'rewritten') AS rewritten,
    sum(request_bytes) AS request_bytes
FROM quarterdeck.each
WHERE event = 'decision'
GROUP BY hour, service, vendor, activity;

-- Which rule: how often it spoke, and how often it would have, were it enforced.
CREATE OR REPLACE VIEW quarterdeck.by_rule AS
SELECT
    toStartOfHour(time) AS hour,
    said.1 AS rule,
    countIf(said.2) AS spoke,
    countIf(said.2 AND outcome IN ('refused', 'cut', 'held')) AS stopped,
    countIf(NOT said.2) AS would_have,
    uniqExact(principal) AS people
FROM quarterdeck.each
ARRAY JOIN arrayConcat(
    arrayMap(rule -> (toString(rule), true), rules),
    arrayMap(rule -> (toString(rule), false), shadow)
) AS said
WHERE event IN ('decision', 'connection')
GROUP BY hour, rule;

-- What was found.
CREATE OR REPLACE VIEW quarterdeck.by_detector AS
SELECT
    toStartOfHour(time) AS hour,
    service,
    detector,
    count() AS records,
    sum(times) AS hits
FROM quarterdeck.each
ARRAY JOIN mapKeys(findings) AS detector, mapValues(findings) AS times
GROUP BY hour, service, detector;

-- What was not inspected, and why.
CREATE OR REPLACE VIEW quarterdeck.not_read AS
SELECT
    toStartOfHour(time) AS hour,
    why,
    host,
    service,
    coverage,
    count() AS records
FROM quarterdeck.each
ARRAY JOIN unread AS why
GROUP BY hour, why, host, service, coverage;

-- How it develops, a day.
CREATE OR REPLACE VIEW quarterdeck.trend AS
SELECT
    toDate(time) AS day,
    count() AS requests,
    uniqExact(principal) AS people,
    uniqExact(service) AS services,
    countIf(outcome IN ('refused', 'cut', 'held')) AS stopped,
    countIf(outcome = 'rewritten') AS rewritten,
    countIf(notEmpty(findings)) AS with_findings,
    countIf(coverage != 'whole') AS not_whole,
    quantile(0.95)(judge_ms) AS judge_ms_p95
FROM quarterdeck.each
WHERE event = 'decision'
GROUP BY day;

-- What is missing: a gap in the numbers of a shard means records that have not arrived, or that a filter held back.
CREATE OR REPLACE VIEW quarterdeck.gaps AS
SELECT
    log,
    min(index) AS first,
    max(index) AS last,
    max(index) - min(index) + 1 - uniqExact(index) AS missing
FROM quarterdeck.records
GROUP BY log;
