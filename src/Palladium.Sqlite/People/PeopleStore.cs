using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Palladium.Doctrine.Entities;

namespace Palladium.Sqlite.People;

/// <summary>
/// People, their passkeys and sessions, one-time links and API tokens. Every change is written together with a record of it that the
/// node then puts into its log; what the log does not hold yet does not count.
/// </summary>
/// <remarks>
/// Safe for many threads, and for the command line beside a running node. Holds hashes of secrets only.
/// </remarks>
public sealed partial class PeopleStore : IDisposable
{
    /// <summary>Who is said to have done what was done on the command line.</summary>
    public const string CommandLine = "command line";

    private readonly Database _database;
    private readonly TimeProvider _time;

    /// <summary>Opens or makes <c>people.db</c> in the data folder.</summary>
    public PeopleStore(string folder, TimeProvider time)
    {
        _time = time;
        _database = new Database(Path.Combine(folder, "people.db"), "");
        PeopleSchema.Upgrade(_database);
    }

    /// <summary>Everybody with an account.</summary>
    public IReadOnlyList<Person> People() => _database.Use(connection => connection
        .List(reader => reader.GetString(0), "SELECT id FROM people ORDER BY name")
        .ConvertAll(id => Find(connection, id)!));

    /// <summary>Whether anybody has an account.</summary>
    public bool Any() => _database.Use(connection => connection.First(_ => "", "SELECT 1 FROM people LIMIT 1") is not null);

    /// <summary>Somebody with an account; null when there is no such account.</summary>
    public Person? Find(string id) => _database.Use(connection => Find(connection, id));

    /// <summary>Changes what is granted to somebody; false when there is no such account. It counts once the log holds it.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="change">Makes the new grants of the old ones; called inside the transaction.</param>
    /// <param name="by">Who does it: a person's id, or <c>command line</c>.</param>
    public bool Grant(string person, Func<PersonGrants, PersonGrants> change, string by)
    {
        ArgumentNullException.ThrowIfNull(change);
        return _database.Write(connection =>
        {
            if (Find(connection, person) is not { Disabled: false } found)
            {
                return false;
            }

            var grants = change(found.Grants).ToJson();
            var number = Change(connection, "person.granted", ("person", person), ("grants", grants), ("by", by));
            connection.Run("UPDATE people SET grants = $2, change = $3 WHERE id = $1", person, grants.ToJsonString(), number);
            return true;
        });
    }

    /// <summary>Closes an account and ends its sessions; false when there is no such account.</summary>
    public bool Disable(string person, string by) => _database.Write(connection =>
    {
        if (connection.Run("UPDATE people SET disabled = 1 WHERE id = $1 AND disabled = 0", person) == 0)
        {
            return false;
        }

        connection.Run("DELETE FROM sessions WHERE person = $1", person);
        Change(connection, "person.disabled", ("person", person), ("by", by));
        return true;
    });

    /// <summary>Whether the log holds a change, so far as this store was told.</summary>
    public bool IsLogged(long change) => _database.Use(connection => connection.First(
        _ => "", "SELECT 1 FROM changes WHERE number = $1 AND logged = 1", change) is not null);

    /// <summary>Changes that the log does not hold yet, oldest first.</summary>
    public IReadOnlyList<PendingChange> Pending() => _database.Use(connection => connection.List(
        reader => new PendingChange(reader.GetInt64(0), reader.GetString(1)),
        "SELECT number, json FROM changes WHERE logged = 0 ORDER BY number"));

    /// <summary>Notes that the log holds these changes. Their text is dropped here: the log's body is the record.</summary>
    public void MarkLogged(IReadOnlyList<PendingChange> changes) => _database.Write(connection =>
    {
        foreach (var change in changes)
        {
            connection.Run("UPDATE changes SET logged = 1, json = '' WHERE number = $1", change.Number);
        }

        return changes.Count;
    });

    /// <inheritdoc />
    public void Dispose() => _database.Dispose();

    private static Person? Find(SqliteConnection connection, string id) => connection.First(
        reader => new Person(
            reader.GetString(0), reader.GetString(1), PersonGrants.FromJson(JsonNode.Parse(reader.GetString(4))!), reader.Time(2), reader.GetInt64(3) != 0),
        "SELECT id, name, created, disabled, grants FROM people WHERE id = $1", id);

    private static void Touch(SqliteConnection connection, string person, long change) =>
        connection.Run("UPDATE people SET change = $2 WHERE id = $1", person, change);

    private long Change(SqliteConnection connection, string what, params ReadOnlySpan<(string Name, JsonNode? Value)> details)
    {
        var json = new JsonObject { ["setting"] = what, ["time"] = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null) };
        foreach (var (name, value) in details)
        {
            if (value is not null)
            {
                json[name] = value.Parent is null ? value : value.DeepClone();
            }
        }

        return connection.List(reader => reader.GetInt64(0), "INSERT INTO changes(json) VALUES($1) RETURNING number", json.ToJsonString())[0];
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
