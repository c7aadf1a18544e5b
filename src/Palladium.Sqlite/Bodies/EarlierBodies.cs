namespace Palladium.Sqlite.Bodies;

/// <summary>
/// Bodies as they were kept before: ciphertext in a table of <c>bodies.db</c>, keys in one of <c>keys.db</c>. They are moved once, when the store is opened; nothing is
/// decrypted for it. When that is cut short it begins anew.
/// </summary>
internal sealed class EarlierBodies(Database bodies, Database keys)
{
    private const int Batch = 500;

    /// <summary>True as long as they were not moved.</summary>
    public bool Any { get; } = Has(bodies, "bodies");

    /// <summary>Removes what an earlier try left.</summary>
    public void Restart(string folder)
    {
        File.Delete(Path.Combine(folder, "bodies.log"));
        File.Delete(Path.Combine(folder, "bodies.keys"));
        bodies.Write(connection => connection.Run("DELETE FROM places; DELETE FROM indexed;"));
    }

    /// <summary>Moves them; afterwards the tables are gone.</summary>
    public void MoveTo(BodyFiles files)
    {
        var hasKeys = Has(keys, "keys");
        for (long last = -1; ;)
        {
            var rows = bodies.Use(connection => connection.List(
                reader => (Row: reader.GetInt64(0), Author: reader.GetString(1), Id: reader.Bytes(2), Index: reader.GetInt64(3), Kind: reader.GetString(4), Box: reader.Bytes(5)),
                "SELECT rowid, author, id, idx, kind, box FROM bodies WHERE rowid > $1 ORDER BY rowid LIMIT $2", last, Batch));
            if (rows.Count == 0)
            {
                break;
            }

            last = rows[^1].Row;
            var records = rows.Select((row, i) => new BodyRecord(row.Author, row.Kind, row.Index, row.Id, files.NextSlot + i, row.Box.Length, files.NextBatch, rows.Count - 1 - i)).ToList();
            var boxes = new byte[records.Sum(record => record.Length)];
            var slots = new byte[records.Count * BodyKeys.Slot];
            for (int i = 0, at = 0; i < rows.Count; at += records[i++].Length)
            {
                rows[i].Box.CopyTo(boxes, at + records[i].BoxAt);
                var key = !hasKeys ? null : keys.Use(connection => connection.First(
                    reader => reader.Bytes(0), "SELECT box FROM keys WHERE author = $1 AND id = $2", rows[i].Author, rows[i].Id));
                if (key is { Length: BodyKeys.BoxLength })
                {
                    BodyKeys.Put(slots, i, key);
                }
            }

            files.Append(records, boxes, slots);
        }

        files.Settle();
        bodies.Write(connection => connection.Run("DROP TABLE bodies"));
        keys.Write(connection => connection.Run("DROP TABLE IF EXISTS keys"));
        keys.Truncate();
    }

    private static bool Has(Database database, string table) => database.Use(connection => connection.First(
        reader => reader.GetString(0), "SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1", table)) is not null;
}
