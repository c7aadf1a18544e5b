using Microsoft.Data.Sqlite;

namespace Palladium.Sqlite;

/// <summary>
/// One SQLite file with one connection, used by one caller at a time. Write-ahead log with full sync: a committed
/// transaction survives the loss of power.
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Lock _lock = new();

    public Database(string file, string schema, bool destroysSecrets = false, bool followsAnother = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Pooling = false,
            DefaultTimeout = 5,
        }.ToString());
        _connection.Open();
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-2000;");
        if (followsAnother)
        {
            // After a loss of power it may be older, never torn: its owner brings it up to date from the file that it follows.
            Execute("PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;");
        }

        if (destroysSecrets)
        {
            Execute("PRAGMA secure_delete=ON;");
        }

        if (schema.Length > 0)
        {
            Execute(schema);
        }
    }

    /// <summary>Runs a reader or writer alone on the connection.</summary>
    public T Use<T>(Func<SqliteConnection, T> work)
    {
        lock (_lock)
        {
            return work(_connection);
        }
    }

    /// <summary>Runs a writer in one transaction; nothing of it stays when it throws.</summary>
    public T Write<T>(Func<SqliteConnection, T> work)
    {
        lock (_lock)
        {
            // Immediate: takes the write lock at once, so that another process (the command line) waits in turn.
            using var transaction = _connection.BeginTransaction(deferred: false);
            var result = work(_connection);
            transaction.Commit();
            return result;
        }
    }

    /// <summary>Moves the write-ahead log into the file and empties it, so that what was deleted is in neither.</summary>
    public void Truncate() => Execute("PRAGMA wal_checkpoint(TRUNCATE);");

    public void Dispose()
    {
        lock (_lock)
        {
            _connection.Dispose();
        }
    }

    private void Execute(string sql)
    {
        lock (_lock)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}

/// <summary>Shorthand for commands with positional parameters <c>$1, $2, ...</c>.</summary>
internal static class Commands
{
    public static SqliteCommand Sql(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        }

        return command;
    }

    public static int Run(this SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Sql(sql, values);
        return command.ExecuteNonQuery();
    }

    public static List<T> List<T>(this SqliteConnection connection, Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> values)
    {
        using var command = connection.Sql(sql, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public static T? First<T>(this SqliteConnection connection, Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> values)
        where T : class
    {
        using var command = connection.Sql(sql, values);
        using var reader = command.ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public static byte[] Bytes(this SqliteDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    public static DateTimeOffset Time(this SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.Time(column);
}
