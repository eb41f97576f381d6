import pg from 'pg';

/** A pool on the server of the benchmarks, with the server's own settings. */
export const openPool = (): pg.Pool => {
  const connectionString =
    process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  return new pg.Pool({ connectionString }).on('error', () => {});
};

/** Its version, and what its commits wait for. */
export const describeServer = async (pool: pg.Pool): Promise<string> => {
  const names = ['server_version', 'fsync', 'synchronous_commit'];
  const values = names.map(async (name) => {
    const { rows } = await pool.query('select current_setting($1) as value', [name]);
    return rows[0].value as string;
  });
  const [version, ...rest] = await Promise.all(values);
  const settings = rest.map((value, index) => `${names[index + 1]} ${value}`).join(', ');
  return `- Server: PostgreSQL ${version}, on the same machine, ${settings}`;
};
