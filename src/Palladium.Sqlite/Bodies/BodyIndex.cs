using Microsoft.Data.Sqlite;

namespace Palladium.Sqlite.Bodies;

/// <summary>Where a body is.</summary>
/// <param name="Index">Index of its entry.</param>
/// <param name="Id">Id of its entry, 16 bytes.</param>
/// <param name="Kind">Kind of its entry.</param>
/// <param name="At">Position of its record.</param>
/// <param name="Author">Author of its entry.</param>
internal sealed record BodyPlace(string Author, long Index, byte[] Id, string Kind, long At);

/// <summary>How far the index follows the files.</summary>
/// <param name="Position">Everything before this byte of <c>bodies.log</c> is in the index.</param>
/// <param name="Slots">Key slots used by then.</param>
/// <param name="Batch">Number of the last append before it.</param>
internal readonly record struct IndexedUpTo(long Position, long Slots, uint Batch);

/// <summary>
/// <c>bodies.db</c>: finds the records of <c>bodies.log</c> by index, id and kind. It follows the file and is written behind it: what it lacks after a
/// crash is read from the file again, and so is everything when it is lost.
/// </summary>
internal sealed class BodyIndex : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS names(n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS places(
            author INTEGER NOT NULL, idx INTEGER NOT NULL, id BLOB NOT NULL, kind INTEGER NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY(author, idx)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS places_by_id ON places(id, author);
        CREATE INDEX IF NOT EXISTS places_by_kind ON places(author, kind, idx);
        CREATE TABLE IF NOT EXISTS indexed(one INTEGER PRIMARY KEY CHECK(one = 1), position INTEGER NOT NULL, slots INTEGER NOT NULL, batch INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS segments(idx INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL);
        """;

    private const string Columns = "SELECT a.name, p.idx, p.id, k.name, p.at FROM places p JOIN names a ON a.n = p.author JOIN names k ON k.n = p.kind WHERE a.name = $1";
    private readonly Database _database;
    private readonly Dictionary<string, long> _names = [];

    public BodyIndex(string file)
    {
        _database = new Database(file, Schema, followsAnother: true);
        foreach (var (name, n) in _database.Use(connection => connection.List(reader => (reader.GetString(1), reader.GetInt64(0)), "SELECT n, name FROM names")))
        {
            _names[name] = n;
        }
    }

    /// <summary>The tables, for what else is kept in this file.</summary>
    public Database Database => _database;

    /// <summary>How far the index follows the files.</summary>
    public IndexedUpTo UpTo => _database.Use(connection => connection.List(
        reader => new IndexedUpTo(reader.GetInt64(0), reader.GetInt64(1), (uint)reader.GetInt64(2)), "SELECT position, slots, batch FROM indexed")) is [var upTo]
        ? upTo
        : default;

    /// <summary>Adds places in one transaction; a later place of the same entry takes the place of the earlier.</summary>
    public void Add(IReadOnlyList<BodyPlace> places, IndexedUpTo upTo) => _database.Write(connection =>
    {
        using var command = connection.Sql("INSERT OR REPLACE INTO places(author, idx, id, kind, at) VALUES($1, $2, $3, $4, $5)", 0L, 0L, Array.Empty<byte>(), 0L, 0L);
        command.Prepare();
        foreach (var place in places)
        {
            command.Parameters[0].Value = Number(connection, place.Author);
            command.Parameters[1].Value = place.Index;
            command.Parameters[2].Value = place.Id;
            command.Parameters[3].Value = Number(connection, place.Kind);
            command.Parameters[4].Value = place.At;
            command.ExecuteNonQuery();
        }

        return connection.Run("INSERT OR REPLACE INTO indexed(one, position, slots, batch) VALUES(1, $1, $2, $3)", upTo.Position, upTo.Slots, (long)upTo.Batch);
    });

    public BodyPlace? Find(string author, long index) =>
        _database.Use(connection => connection.First(Place, Columns + " AND p.idx = $2", author, index));

    public BodyPlace? Find(string author, byte[] id) =>
        _database.Use(connection => connection.First(Place, Columns + " AND p.id = $2", author, id));

    public IReadOnlyList<BodyPlace> List(string author, string kind, long from, int most, bool newestFirst) => _database.Use(connection => connection.List(
        Place, $"{Columns} AND k.name = $2 AND p.idx >= $3 ORDER BY p.idx {(newestFirst ? "DESC" : "ASC")} LIMIT $4", author, kind, from, most));

    public IReadOnlyList<BodyPlace> From(string author, long index, int most = int.MaxValue) =>
        _database.Use(connection => connection.List(Place, Columns + " AND p.idx >= $2 ORDER BY p.idx LIMIT $3", author, index, most));

    /// <summary>The largest index of an author; null when there is none.</summary>
    public long? Last(string author) =>
        _database.Use(connection => connection.First(Place, Columns + " ORDER BY p.idx DESC LIMIT 1", author))?.Index;

    public void RemoveFrom(string author, long index) => _database.Write(connection =>
    {
        connection.Run("DELETE FROM segments WHERE idx >= $1", index);
        return connection.Run("DELETE FROM places WHERE author = (SELECT n FROM names WHERE name = $1) AND idx >= $2", author, index);
    });

    public void Dispose() => _database.Dispose();

    private static BodyPlace Place(SqliteDataReader reader) =>
        new(reader.GetString(0), reader.GetInt64(1), reader.Bytes(2), reader.GetString(3), reader.GetInt64(4));

    private long Number(SqliteConnection connection, string name)
    {
        if (!_names.TryGetValue(name, out var number))
        {
            connection.Run("INSERT OR IGNORE INTO names(name) VALUES($1)", name);
            number = connection.List(reader => reader.GetInt64(0), "SELECT n FROM names WHERE name = $1", name)[0];
            _names[name] = number;
        }

        return number;
    }
}
