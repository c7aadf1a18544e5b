using Microsoft.Data.Sqlite;

namespace Palladium.Sqlite.People;

/// <content>Requests for the approval of others, and what these answered.</content>
public sealed partial class PeopleStore
{
    private const string ApprovalColumns = "id, requester, json, ends";

    /// <summary>Stores a request for approval and records it.</summary>
    /// <param name="id">Its random id.</param>
    /// <param name="requester">Who asks.</param>
    /// <param name="json">The canonical request, whose SHA-256 each approver signs.</param>
    /// <param name="ends">When it is over, approved or not.</param>
    public void AskApproval(string id, string requester, string json, DateTimeOffset ends) => _database.Write(connection =>
    {
        connection.Run("INSERT INTO approvals(id, requester, json, ends) VALUES($1, $2, $3, $4)", id, requester, json, ends.ToUnixTimeMilliseconds());
        return Change(connection, "approval.asked", ("approval", id), ("person", requester), ("request", System.Text.Json.Nodes.JsonNode.Parse(json)));
    });

    /// <summary>Requests that are not over, newest first.</summary>
    public IReadOnlyList<StoredApproval> OpenApprovals() => _database.Write(connection =>
    {
        var now = Latest(connection);
        return connection.List(ReadApproval, $"SELECT {ApprovalColumns} FROM approvals WHERE ends > $1 ORDER BY ends DESC", now)
            .ConvertAll(approval => approval with { Answers = Answers(connection, approval.Id) });
    });

    /// <summary>A request that is not over; null when there is none.</summary>
    public StoredApproval? OpenApproval(string id) => OpenApprovals().FirstOrDefault(approval => approval.Id == id);

    /// <summary>
    /// Stores somebody's answer and records it; false when the request is over, theirs, or they answered before. Whether an
    /// assertion is good is for the caller to check, before this and whenever it is relied on.
    /// </summary>
    public bool Answer(string id, ApprovalAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return _database.Write(connection =>
        {
            if (connection.First(ReadApproval, $"SELECT {ApprovalColumns} FROM approvals WHERE id = $1 AND ends > $2", id, Latest(connection)) is not { } approval
                || approval.Requester == answer.Person || Find(connection, answer.Person) is not { Disabled: false }
                || connection.Run(
                    "INSERT OR IGNORE INTO approval_answers(approval, person, answered, public_key, authenticator_data, client_data, signature) VALUES($1, $2, $3, $4, $5, $6, $7)",
                    id, answer.Person, Now(), answer.Assertion?.PublicKey, answer.Assertion?.AuthenticatorData, answer.Assertion?.ClientData, answer.Assertion?.Signature) == 0)
            {
                return false;
            }

            Change(
                connection, answer.Assertion is null ? "approval.denied" : "approval.given", ("approval", id), ("person", answer.Person),
                ("assertion", answer.Assertion?.ToJson()));
            return true;
        });
    }

    private static List<ApprovalAnswer> Answers(SqliteConnection connection, string id) => connection.List(
        reader => new ApprovalAnswer(
            reader.GetString(0), reader.Time(1),
            reader.IsDBNull(2) ? null : new StoredAssertion(reader.Bytes(2), reader.Bytes(3), reader.Bytes(4), reader.Bytes(5))),
        "SELECT person, answered, public_key, authenticator_data, client_data, signature FROM approval_answers WHERE approval = $1 ORDER BY answered", id);

    private static StoredApproval ReadApproval(SqliteDataReader reader) =>
        new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.Time(3), []);

    // The latest moment that was ever seen here: a clock that is set back does not bring back what is over.
    private long Latest(SqliteConnection connection)
    {
        connection.Run("UPDATE latest SET time = $1 WHERE time < $1", Now());
        return connection.List(reader => reader.GetInt64(0), "SELECT time FROM latest")[0];
    }
}
