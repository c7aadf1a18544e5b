using Microsoft.Data.Sqlite;

namespace Palladium.Sqlite.People;

/// <content>API tokens.</content>
public sealed partial class PeopleStore
{
    /// <summary>Makes a token.</summary>
    public IssuedSecret IssueToken(string name, IReadOnlyList<string> scopes, string? source, TimeSpan lifetime, string by = CommandLine)
    {
        var token = new IssuedSecret(Secrets.FreshId(), Secrets.Fresh(Secrets.Token), _time.GetUtcNow() + lifetime);
        _database.Write(connection => connection.Run(
            "INSERT INTO tokens(hash, id, name, scopes, source, created, expires, change) VALUES($1, $2, $3, $4, $5, $6, $7, $8)",
            Secrets.Hash(token.Secret), token.Id, name, string.Join(' ', scopes), source, Now(), token.Expires.ToUnixTimeMilliseconds(),
            Change(connection, "token.issued", ("token", token.Id), ("name", name), ("scopes", string.Join(' ', scopes)), ("source", source), ("by", by))));
        return token;
    }

    /// <summary>What a token's secret stands for; null when it ended, was revoked or never was.</summary>
    public Authenticated? UseToken(string secret) => _database.Use(connection => connection.First(
        reader => new Authenticated(null, ReadToken(reader), reader.GetInt64(7)),
        "SELECT id, name, scopes, source, created, expires, revoked, change FROM tokens WHERE hash = $1 AND revoked = 0 AND expires > $2",
        Secrets.Hash(secret), Now()));

    /// <summary>Whether a token still counts, for a connection that signed in with it earlier.</summary>
    public bool IsTokenLive(string id) => _database.Use(connection => connection.First(
        _ => "", "SELECT 1 FROM tokens WHERE id = $1 AND revoked = 0 AND expires > $2", id, Now())) is not null;

    /// <summary>Every token, without its secret.</summary>
    public IReadOnlyList<ApiToken> Tokens() => _database.Use(connection => connection.List(
        ReadToken, "SELECT id, name, scopes, source, created, expires, revoked FROM tokens ORDER BY created"));

    /// <summary>Ends a token at once; false when there is none that could end.</summary>
    public bool RevokeToken(string id, string by) => _database.Write(connection =>
    {
        if (connection.Run("UPDATE tokens SET revoked = 1 WHERE id = $1 AND revoked = 0", id) == 0)
        {
            return false;
        }

        Change(connection, "token.revoked", ("token", id), ("by", by));
        return true;
    });

    private static ApiToken ReadToken(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2).Split(' ', StringSplitOptions.RemoveEmptyEntries),
        reader.TextOrNull(3), reader.Time(4), reader.Time(5), reader.GetInt64(6) != 0);
}
