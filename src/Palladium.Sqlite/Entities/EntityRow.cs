using Microsoft.Data.Sqlite;
using Palladium.Cedar;
using Palladium.Cedar.Rows;

namespace Palladium.Sqlite.Entities;

/// <summary>
/// An entity taken apart into the columns of its table, and put together again. What has no column of its own (tags, sets of records)
/// stands as JSON in the last one.
/// </summary>
internal static class EntityRow
{
    /// <summary>The values of the columns in their order, behind them the rest.</summary>
    public static object?[] Of(CedarEntityData entity, EntityTable table)
    {
        var values = new object?[table.Columns.Count + 1];
        var rest = new List<KeyValuePair<string, CedarValue>>();
        for (var i = 0; i < table.Columns.Count; i++)
        {
            var column = table.Columns[i];
            if (At(entity.Attributes, column.Path) is not { } value)
            {
                continue;
            }

            values[i] = ColumnValue.Of(value);
            if (column.Kind == RowKind.Presence)
            {
                values[i] = 1L;
                if (value is not CedarRecord)
                {
                    rest.Add(KeyValuePair.Create(table.ColumnNames[i], value));
                }
            }
        }

        values[^1] = rest.Count + entity.Tags.Count == 0 ? null : CedarJson.Write([new CedarEntityData(entity.Uid, new CedarRecord(rest), [], entity.Tags)]);
        return values;
    }

    /// <summary>The entity of a row that has the table's columns in their order, behind them the rest.</summary>
    public static CedarEntityData Read(EntityUid uid, EntityTable table, SqliteDataReader row, IReadOnlyCollection<EntityUid> parents)
    {
        var rest = row.TextOrNull(table.Columns.Count) is { } json
            ? CedarJson.ParseEntities(json, table.Name).Value?.Find(uid) ?? throw new InvalidDataException($"The rest of {uid} cannot be read.")
            : new CedarEntityData(uid, CedarRecord.Empty, []);

        // From the last to the first, because a record's attributes stand behind it.
        var inside = new List<KeyValuePair<string, CedarValue>>?[table.Columns.Count + 1];
        for (var i = table.Columns.Count - 1; i >= 0; i--)
        {
            if (row.IsDBNull(i))
            {
                continue;
            }

            var column = table.Columns[i];
            var value = column.Kind != RowKind.Presence ? ColumnValue.Read(row.GetValue(i), column)
                : rest.Attributes.TryGet(table.ColumnNames[i], out var kept) ? kept
                : new CedarRecord(inside[i + 1] ?? []);
            (inside[table.Above(i) + 1] ??= []).Add(KeyValuePair.Create(column.Path[^1], value));
        }

        return new CedarEntityData(uid, new CedarRecord(inside[0] ?? []), parents, rest.Tags);
    }

    private static CedarValue? At(CedarRecord record, IReadOnlyList<string> path)
    {
        CedarValue value = record;
        foreach (var name in path)
        {
            if (value is not CedarRecord within || !within.TryGet(name, out var next))
            {
                return null;
            }

            value = next;
        }

        return value;
    }
}
