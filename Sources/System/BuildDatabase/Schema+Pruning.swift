extension Schema {
    /// What a cache is listed and pruned by: where in a Dockerfile a record comes from, cache mounts by their ids, and
    /// layers that nothing leads to any more but that builds which are running may have found before.
    static let pruning = """
        ALTER TABLE cache_record ADD COLUMN dockerfile TEXT;
        ALTER TABLE cache_record ADD COLUMN stage TEXT;
        ALTER TABLE cache_record ADD COLUMN line INTEGER;
        ALTER TABLE session ADD COLUMN entered INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE condemned_layer (
            layer TEXT PRIMARY KEY,
            since INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE cache_mount (
            id TEXT PRIMARY KEY,
            created REAL NOT NULL,
            last_used REAL NOT NULL,
            use_count INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        """
}
