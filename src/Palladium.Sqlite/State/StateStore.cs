namespace Palladium.Sqlite.State;

/// <summary>Small durable values by name: cursors, counters, marks. Nothing protected belongs here.</summary>
/// <remarks>Safe for many threads. A write is durable when the method returns.</remarks>
public sealed class StateStore : IDisposable
{
    private readonly Database _database;

    /// <summary>Opens or makes <c>state.db</c> in the data folder.</summary>
    public StateStore(string folder) => _database = new Database(
        Path.Combine(folder, "state.db"), "CREATE TABLE IF NOT EXISTS state(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;");

    /// <summary>The value, or null when it was never set.</summary>
    public string? Get(string key) => _database.Use(connection => connection.First(
        reader => reader.GetString(0), "SELECT value FROM state WHERE key = $1", key));

    /// <summary>Every value whose name starts with a prefix.</summary>
    public IReadOnlyDictionary<string, string> List(string prefix) => _database.Use(connection => connection
        .List(reader => (Key: reader.GetString(0), Value: reader.GetString(1)),
            "SELECT key, value FROM state WHERE substr(key, 1, length($1)) = $1 ORDER BY key", prefix)
        .ToDictionary(row => row.Key, row => row.Value, StringComparer.Ordinal));

    /// <summary>Sets values, all or none.</summary>
    public void Set(params IReadOnlyList<(string Key, string Value)> values) => _database.Write(connection =>
    {
        foreach (var (key, value) in values)
        {
            connection.Run("INSERT INTO state(key, value) VALUES($1, $2) ON CONFLICT(key) DO UPDATE SET value = $2", key, value);
        }

        return values.Count;
    });

    /// <summary>Sets one value.</summary>
    public void Set(string key, string value) => Set([(key, value)]);

    /// <summary>Removes a value; false when there was none.</summary>
    public bool Remove(string key) => _database.Write(connection => connection.Run("DELETE FROM state WHERE key = $1", key) > 0);

    /// <inheritdoc />
    public void Dispose() => _database.Dispose();
}
