using Microsoft.Data.Sqlite;
using Palladium.Cedar;
using Palladium.Cedar.Rows;

namespace Palladium.Sqlite.Entities;

/// <summary>
/// Entities of a Cedar schema in SQLite, a table for each type with its attributes as columns, so that "what may this principal see?"
/// is a query and not a question for each. Derived: made anew, empty, when the schema's attributes change, and whoever owns the entities
/// writes them again. Safe for several threads, one at a time.
/// </summary>
public sealed class EntityTables : IEntityStore, IDisposable
{
    private readonly CedarSchema _schema;
    private readonly string[] _types;
    private readonly Dictionary<string, EntityTable> _tables;
    private readonly Database _database;

    /// <summary>Opens the tables, or makes them.</summary>
    /// <param name="file">The database file; nothing else may be in it.</param>
    /// <param name="schema">The schema of the entities.</param>
    public EntityTables(string file, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _types = [.. schema.EntityTypeNames.Order(StringComparer.Ordinal)];
        _tables = _types.Select((type, i) => new EntityTable(schema, type, i)).ToDictionary(t => t.Type, StringComparer.Ordinal);
        _database = new Database(file, "CREATE TABLE IF NOT EXISTS layout (sql TEXT NOT NULL);", followsAnother: true);
        Lay();
    }

    /// <summary>Writes entities, each in place of the one of its name. All or none.</summary>
    /// <param name="entities">The entities.</param>
    /// <param name="cancellation">Stops between two; then none is written.</param>
    /// <returns>What is not as the schema declares it, or holds a NUL, which SQLite's texts do not; then none is written.</returns>
    public IReadOnlyList<string> Write(IEnumerable<CedarEntityData> entities, CancellationToken cancellation)
    {
        var given = entities as IReadOnlyCollection<CedarEntityData> ?? [.. entities];
        string[] complaints =
        [
            .. CedarValidator.ValidateEntities(given, _schema),
            .. given.Where(EntityWriter.HasNul).Select(e => $"{e.Uid} holds a NUL, which cannot be kept"),
        ];
        return complaints.Length > 0 ? complaints : _database.Write(connection =>
        {
            using var writer = new EntityWriter(connection, _tables);
            foreach (var entity in given.Where(e => _tables.ContainsKey(e.Uid.Type)))
            {
                cancellation.ThrowIfCancellationRequested();
                writer.Write(entity);
            }

            return complaints;
        });
    }

    /// <inheritdoc/>
    public CedarEntityData? Find(EntityUid uid) => !_tables.TryGetValue(uid.Type, out var table) ? null : _database.Use(connection =>
        connection.First(row => EntityRow.Read(uid, table, row, Parents(connection, table, uid.Id)), Select(table), uid.Id));

    /// <summary>The ids of the entities that a query permits, ascending.</summary>
    /// <param name="query">Made with the schema of these tables.</param>
    /// <param name="known">What was known when the query was made; everything else is in these tables.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="after">Only those behind this id; empty for the first.</param>
    /// <param name="cancellation">Stops between two rows.</param>
    public IReadOnlyList<string> Permitted(RowQuery query, IEntityStore known, int limit, string after, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sql = new RowSql(_tables);
        var where = $"{sql.Truth(query.Where)} AND {RowSql.Row}.id > {sql.Parameter(after)} ORDER BY {RowSql.Row}.id";
        var ids = new List<string>();
        Rows(query, $"{RowSql.Row}.id", $"{where}{(query.IsExact ? $" LIMIT {sql.Parameter((long)limit)}" : "")}", sql, row =>
        {
            cancellation.ThrowIfCancellationRequested();
            if (Passes(query, row.GetString(0), known))
            {
                ids.Add(row.GetString(0));
            }

            return ids.Count < limit;
        });
        return ids;
    }

    /// <summary>How many entities a query permits.</summary>
    /// <inheritdoc cref="Permitted" path="/param"/>
    public long Count(RowQuery query, IEntityStore known, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (sql, count) = (new RowSql(_tables), 0L);
        Rows(query, query.IsExact ? "count(*)" : $"{RowSql.Row}.id", sql.Truth(query.Where), sql, row =>
        {
            cancellation.ThrowIfCancellationRequested();
            count += query.IsExact ? row.GetInt64(0) : Passes(query, row.GetString(0), known) ? 1 : 0;
            return true;
        });
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private void Rows(RowQuery query, string what, string where, RowSql sql, Func<SqliteDataReader, bool> take) => _database.Use(connection =>
    {
        using var command = connection.Sql($"SELECT {what} FROM {_tables[query.EntityType].Name} AS {RowSql.Row} WHERE {where}", [.. sql.Parameters]);
        using var rows = command.ExecuteReader();
        var goesOn = true;
        while (goesOn && rows.Read())
        {
            goesOn = take(rows);
        }

        return goesOn;
    });

    private bool Passes(RowQuery query, string id, IEntityStore known) =>
        query.IsExact || query.Permits(new EntityUid(query.EntityType, id), new Both(known, this));

    private static string Select(EntityTable table) => $"SELECT {string.Concat(table.ColumnNames.Select(n => n + ", "))}rest FROM {table.Name} WHERE id = $1";

    private List<EntityUid> Parents(SqliteConnection connection, EntityTable table, string id) => connection.List(
        row => new EntityUid(_types[row.GetInt32(0)], row.GetString(1)),
        "SELECT parent_type, parent FROM parents WHERE child_type = $1 AND child = $2", table.Number, id);

    private void Lay()
    {
        var layout = string.Join('\n', _tables.Values.Select(t => t.Definition)) + """

            CREATE TABLE parents (
              parent_type INTEGER NOT NULL, parent TEXT NOT NULL, child_type INTEGER NOT NULL, child TEXT NOT NULL,
              PRIMARY KEY (parent_type, parent, child_type, child)) WITHOUT ROWID;
            CREATE INDEX parents_of ON parents (child_type, child);
            """;
        _database.Write(connection =>
        {
            if (connection.First(row => row.GetString(0), "SELECT sql FROM layout") == layout)
            {
                return 0;
            }

            foreach (var table in connection.List(row => row.GetString(0), "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'layout'"))
            {
                connection.Run($"DROP TABLE \"{table}\"");
            }

            connection.Run("DELETE FROM layout");
            connection.Run(layout);
            return connection.Run("INSERT INTO layout VALUES ($1)", layout);
        });
    }

    /// <summary>What was known first, then what is in the tables.</summary>
    private sealed class Both(IEntityStore known, EntityTables tables) : IEntityStore
    {
        public CedarEntityData? Find(EntityUid uid) => known.Find(uid) ?? tables.Find(uid);
    }
}
