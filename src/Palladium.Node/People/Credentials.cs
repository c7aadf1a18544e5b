using System.Security.Claims;
using Palladium.Sqlite.People;

namespace Palladium.Node.People;

/// <summary>
/// Checks secrets: for HTTP, and for the MQTT broker and the Cursor-on-Target listener, which get their credentials as
/// tokens too. A secret whose making the log does not hold yet counts only after the log holds it.
/// </summary>
public sealed class Credentials(PeopleStore people, ChangeRecorder recorder)
{
    /// <summary>The principal of a token; null when it is unknown, ended or revoked.</summary>
    public async Task<ClaimsPrincipal?> PrincipalAsync(string token, CancellationToken cancellation) =>
        await TokenAsync(token, cancellation) is { } found ? PalladiumAuthentication.Of(found) : null;

    internal async Task<ApiToken?> TokenAsync(string secret, CancellationToken cancellation) =>
        people.UseToken(secret) is { Token: { } token } found && await IsRecordedAsync(found, cancellation) ? token : null;

    internal async Task<Person?> SessionAsync(string secret, TimeSpan idle, CancellationToken cancellation) =>
        people.UseSession(secret, idle) is { Person: { } person } found && await IsRecordedAsync(found, cancellation) ? person : null;

    private async Task<bool> IsRecordedAsync(Authenticated found, CancellationToken cancellation)
    {
        if (people.IsLogged(found.Change))
        {
            return true;
        }

        await recorder.RecordAsync(cancellation);
        return people.IsLogged(found.Change);
    }
}
