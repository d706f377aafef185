import GRDB

/// The numbered migrations of state.db, the oldest first; `PRAGMA user_version` counts those that were applied.
///
/// A migration that was ever released is never edited: what changes is appended.
enum Schema {
    /// All that this strata knows.
    static let migrations = [first, second, pruning, causes, listing]

    /// Digests are kept in their `algorithm:hex` form and times in seconds since 1970, so that the file can be read
    /// with SQLite's own shell.
    ///
    /// Layers of a record are separated by spaces, the lowest first.
    private static let first = """
        CREATE TABLE blob (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL UNIQUE,
            is_packed INTEGER NOT NULL,
            bytes BLOB NOT NULL
        );
        CREATE TABLE cache_record (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            result TEXT NOT NULL,
            layers TEXT NOT NULL,
            size INTEGER NOT NULL,
            build TEXT NOT NULL,
            created REAL NOT NULL,
            use_count INTEGER NOT NULL DEFAULT 0,
            is_evicted INTEGER NOT NULL DEFAULT 0,
            last_used REAL NOT NULL,
            duration INTEGER NOT NULL,
            step TEXT NOT NULL,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            components INTEGER NOT NULL REFERENCES blob(id)
        );
        CREATE INDEX cache_record_result ON cache_record(result);
        CREATE INDEX cache_record_step ON cache_record(step);
        CREATE INDEX cache_record_build ON cache_record(build);
        CREATE TABLE cache_key (
            key TEXT NOT NULL,
            record INTEGER NOT NULL,
            PRIMARY KEY (key, record)
        ) WITHOUT ROWID;
        CREATE INDEX cache_key_record ON cache_key(record);
        CREATE TABLE layer (
            id TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            created REAL NOT NULL,
            boot TEXT NOT NULL,
            is_durable INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE INDEX layer_not_durable ON layer(boot) WHERE is_durable = 0;
        CREATE TABLE image_layer (
            diff_id TEXT PRIMARY KEY,
            layer TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE layer_blob (
            layer TEXT NOT NULL,
            compression TEXT NOT NULL,
            descriptor TEXT NOT NULL,
            diff_id TEXT NOT NULL,
            PRIMARY KEY (layer, compression)
        ) WITHOUT ROWID;
        CREATE TABLE content_digest (
            result TEXT NOT NULL,
            selection TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (result, selection)
        ) WITHOUT ROWID;
        CREATE TABLE image_resolution (
            name TEXT PRIMARY KEY,
            manifest TEXT NOT NULL,
            manifest_bytes BLOB NOT NULL,
            config_bytes BLOB NOT NULL,
            resolved REAL NOT NULL
        );
        CREATE TABLE session (
            id TEXT PRIMARY KEY,
            started REAL NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE lease (
            session TEXT NOT NULL,
            layer TEXT NOT NULL,
            PRIMARY KEY (session, layer)
        ) WITHOUT ROWID;
        CREATE TABLE named_blob (
            name TEXT PRIMARY KEY,
            bytes BLOB NOT NULL,
            saved REAL NOT NULL
        );
        CREATE TABLE build (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            session TEXT NOT NULL,
            version TEXT NOT NULL,
            command TEXT NOT NULL,
            started REAL NOT NULL,
            ended REAL,
            outcome TEXT NOT NULL DEFAULT 'running',
            start TEXT NOT NULL,
            source INTEGER REFERENCES blob(id),
            detail TEXT,
            step_count INTEGER NOT NULL DEFAULT 0,
            hit_count INTEGER NOT NULL DEFAULT 0,
            run_count INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE build_step (
            build TEXT NOT NULL,
            position INTEGER NOT NULL,
            step TEXT NOT NULL,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            stage TEXT,
            instruction TEXT NOT NULL,
            started INTEGER,
            ended INTEGER,
            outcome TEXT NOT NULL,
            detail TEXT,
            verdict TEXT,
            record INTEGER,
            components INTEGER REFERENCES blob(id),
            log_size INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (build, position)
        ) WITHOUT ROWID;
        """

    /// What was built, so that the builds of one Dockerfile are found without reading all.
    ///
    /// The builds before are known by what was given, which is the folder where an absolute path was.
    private static let second = """
        ALTER TABLE build ADD COLUMN project TEXT;
        UPDATE build SET project = json_extract(start, '$.dockerfile') || char(10) || json_extract(start, '$.context');
        CREATE INDEX build_project ON build(project, number);
        """

    /// Where a recorded step stands, so that it is found again in later builds, and what was removed on purpose.
    private static let causes = """
        ALTER TABLE build_step ADD COLUMN platform TEXT;
        ALTER TABLE build_step ADD COLUMN line INTEGER;
        ALTER TABLE build_step ADD COLUMN last_line INTEGER;
        CREATE TABLE pruned_record (
            key TEXT PRIMARY KEY,
            time REAL NOT NULL,
            policy TEXT NOT NULL
        ) WITHOUT ROWID;
        """
}
