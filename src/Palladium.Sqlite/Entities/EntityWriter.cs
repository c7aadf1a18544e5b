using Microsoft.Data.Sqlite;
using Palladium.Cedar;

namespace Palladium.Sqlite.Entities;

/// <summary>Writes many entities in one transaction; its commands are made once.</summary>
internal sealed class EntityWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly IReadOnlyDictionary<string, EntityTable> _tables;
    private readonly Dictionary<string, SqliteCommand> _rows = new(StringComparer.Ordinal);
    private readonly SqliteCommand _orphan;
    private readonly SqliteCommand _parent;

    public EntityWriter(SqliteConnection connection, IReadOnlyDictionary<string, EntityTable> tables)
    {
        _connection = connection;
        _tables = tables;
        _orphan = connection.Sql("DELETE FROM parents WHERE child_type = $1 AND child = $2", 0L, "");
        _parent = connection.Sql("INSERT OR IGNORE INTO parents VALUES ($1, $2, $3, $4)", 0L, "", 0L, "");
    }

    /// <summary>Whether a text of the entity holds a NUL: where SQLite looks for a pattern its texts end there.</summary>
    public static bool HasNul(CedarEntityData entity) =>
        HasNul(entity.Uid) || entity.Parents.Any(HasNul) || HasNul(entity.Attributes) || HasNul(entity.Tags);

    private static bool HasNul(EntityUid uid) => uid.Id.Contains('\0', StringComparison.Ordinal);

    private static bool HasNul(CedarValue value) => value switch
    {
        CedarString text => text.Value.Contains('\0', StringComparison.Ordinal),
        CedarEntity entity => HasNul(entity.Uid),
        CedarSet set => set.Any(HasNul),
        CedarRecord record => record.Attributes.Values.Any(HasNul),
        _ => false,
    };

    public void Write(CedarEntityData entity)
    {
        var table = _tables[entity.Uid.Type];
        if (!_rows.TryGetValue(table.Type, out var row))
        {
            var marks = string.Join(", ", Enumerable.Range(1, table.Columns.Count + 2).Select(i => $"${i}"));
            row = _connection.Sql($"INSERT OR REPLACE INTO {table.Name} VALUES ({marks})", new object?[table.Columns.Count + 2]);
            _rows.Add(table.Type, row);
        }

        Run(row, [entity.Uid.Id, .. EntityRow.Of(entity, table)]);
        Run(_orphan, (long)table.Number, entity.Uid.Id);
        foreach (var parent in entity.Parents)
        {
            Run(_parent, (long)_tables[parent.Type].Number, parent.Id, (long)table.Number, entity.Uid.Id);
        }
    }

    public void Dispose()
    {
        _orphan.Dispose();
        _parent.Dispose();
        foreach (var row in _rows.Values)
        {
            row.Dispose();
        }
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }
}
