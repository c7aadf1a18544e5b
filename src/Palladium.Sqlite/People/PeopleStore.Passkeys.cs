using System.Buffers.Text;
using Microsoft.Data.Sqlite;

namespace Palladium.Sqlite.People;

/// <content>Passkeys.</content>
public sealed partial class PeopleStore
{
    private const string PasskeyColumns =
        "credential, person, name, public_key, created, used, sign_count, transports, backup_eligible, backed_up";

    /// <summary>Somebody's passkeys, oldest first.</summary>
    public IReadOnlyList<Passkey> Passkeys(string person) => _database.Use(connection => connection.List(
        ReadPasskey, $"SELECT {PasskeyColumns} FROM passkeys WHERE person = $1 ORDER BY created", person));

    /// <summary>A passkey by the authenticator's name for it; null when nobody here has it.</summary>
    public Passkey? FindPasskey(byte[] credential) => _database.Use(connection => connection.First(
        ReadPasskey, $"SELECT {PasskeyColumns} FROM passkeys WHERE credential = $1", credential));

    /// <summary>Adds a passkey; false when somebody has it already, or the account is closed.</summary>
    public bool AddPasskey(Passkey passkey)
    {
        ArgumentNullException.ThrowIfNull(passkey);
        return _database.Write(connection =>
        {
            if (Find(connection, passkey.Person) is not { Disabled: false } || connection.Run(
                "INSERT OR IGNORE INTO passkeys(credential, person, name, public_key, created, sign_count, transports, backup_eligible, backed_up) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                passkey.Credential, passkey.Person, passkey.Name, passkey.PublicKey, passkey.Created.ToUnixTimeMilliseconds(), passkey.SignCount,
                string.Join(' ', passkey.Transports), passkey.BackupEligible, passkey.BackedUp) == 0)
            {
                return false;
            }

            Touch(connection, passkey.Person, Change(
                connection, "passkey.added", ("person", passkey.Person), ("passkey", Base64Url.EncodeToString(passkey.Credential))));
            return true;
        });
    }

    /// <summary>
    /// Notes that a passkey was shown; false when its count did not grow, which a copy of it or a second use of one answer
    /// would explain.
    /// </summary>
    public bool UsePasskey(byte[] credential, uint signCount, bool backedUp) => _database.Write(connection => connection.Run(
        "UPDATE passkeys SET sign_count = $2, backed_up = $3, used = $4 WHERE credential = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))",
        credential, signCount, backedUp, Now())) > 0;

    /// <summary>Removes one of somebody's passkeys; false when there is none of that name.</summary>
    public bool RemovePasskey(string person, byte[] credential) => _database.Write(connection =>
    {
        if (connection.Run("DELETE FROM passkeys WHERE person = $1 AND credential = $2", person, credential) == 0)
        {
            return false;
        }

        Touch(connection, person, Change(
            connection, "passkey.removed", ("person", person), ("passkey", Base64Url.EncodeToString(credential))));
        return true;
    });

    private static Passkey ReadPasskey(SqliteDataReader reader) => new(
        reader.Bytes(0), reader.GetString(1), reader.GetString(2), reader.Bytes(3), reader.Time(4), reader.TimeOrNull(5), (uint)reader.GetInt64(6),
        reader.GetString(7).Split(' ', StringSplitOptions.RemoveEmptyEntries), reader.GetInt64(8) != 0, reader.GetInt64(9) != 0);
}
