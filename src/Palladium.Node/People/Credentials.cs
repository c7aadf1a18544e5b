using System.Security.Claims;
using Palladium.Node.Configuration;
using Palladium.Sqlite.People;

namespace Palladium.Node.People;

/// <summary>
/// Checks secrets: for HTTP, and for the MQTT broker and the Cursor-on-Target listener, which get their credentials as
/// tokens too. A secret whose making the log does not hold yet counts only after the log holds it.
/// </summary>
public sealed class Credentials(PeopleStore people, ChangeRecorder recorder, NodeConfiguration configuration)
{
    /// <summary>The principal of a token; null when it is unknown, ended or revoked.</summary>
    public async Task<ClaimsPrincipal?> PrincipalAsync(string token, CancellationToken cancellation) =>
        await TokenAsync(token, cancellation) is { } found ? PalladiumAuthentication.Of(found) : null;

    /// <summary>
    /// Whoever began a connection, as they stand now; null when they may not keep it: the session ended, the token was
    /// revoked, or a change to the account is not in the log yet.
    /// </summary>
    public async Task<ClaimsPrincipal?> RenewAsync(ClaimsPrincipal user, CancellationToken cancellation)
    {
        if (user.Person() is not { } known)
        {
            return user.TokenId() is { } token && people.IsTokenLive(token) ? user : null;
        }

        if (people.KeepSession(known.Session.Id, configuration.Limits.SessionIdle) is not { } change)
        {
            return null;
        }

        return await IsRecordedAsync(change, cancellation) && people.Find(user.PersonId()!) is { } person ? PalladiumAuthentication.Of(person, known.Session) : null;
    }

    internal async Task<ApiToken?> TokenAsync(string secret, CancellationToken cancellation) =>
        people.UseToken(secret) is { Token: { } token } found && await IsRecordedAsync(found.Change, cancellation) ? token : null;

    internal async Task<ClaimsPrincipal?> SessionAsync(string secret, CancellationToken cancellation) =>
        people.UseSession(secret, configuration.Limits.SessionIdle) is { Person: { } person, Session: { } session } found && await IsRecordedAsync(found.Change, cancellation)
            ? PalladiumAuthentication.Of(person, session)
            : null;

    private async Task<bool> IsRecordedAsync(long change, CancellationToken cancellation)
    {
        if (people.IsLogged(change))
        {
            return true;
        }

        await recorder.RecordAsync(cancellation);
        return people.IsLogged(change);
    }
}
