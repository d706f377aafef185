extension Schema {
    /// What listings of builds show, sort and filter by, so that none reads the steps or the JSON of all builds; and
    /// indexes by which removed builds take along what only they held.
    static let listing = """
        ALTER TABLE build ADD COLUMN dockerfile TEXT;
        ALTER TABLE build ADD COLUMN context TEXT;
        ALTER TABLE build ADD COLUMN target TEXT;
        ALTER TABLE build ADD COLUMN names TEXT;
        ALTER TABLE build ADD COLUMN error TEXT;
        ALTER TABLE build ADD COLUMN first_cause TEXT;
        ALTER TABLE build ADD COLUMN revision TEXT;
        ALTER TABLE build ADD COLUMN origin TEXT;
        ALTER TABLE build ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE build ADD COLUMN log_bytes INTEGER NOT NULL DEFAULT 0;
        UPDATE build SET dockerfile = json_extract(start, '$.dockerfile'),
            context = json_extract(start, '$.context'), target = json_extract(start, '$.target');
        CREATE INDEX build_trend ON build(project, target, number);
        CREATE INDEX build_running ON build(session) WHERE outcome = 'running';
        CREATE INDEX build_keep ON build(number, is_pinned, outcome, started, log_bytes, id);
        CREATE INDEX build_source ON build(source);
        CREATE INDEX build_step_components ON build_step(components) WHERE components IS NOT NULL;
        CREATE INDEX cache_record_components ON cache_record(components);
        """
}
