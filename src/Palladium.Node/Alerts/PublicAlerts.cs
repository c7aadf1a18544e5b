using Palladium.Doctrine.Gate;
using Palladium.Node.Api;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Records.Sealing;

namespace Palladium.Node.Alerts;

/// <summary>
/// The alerts that the doctrine lets this member show to anybody. They are opened in an access session of the member itself, so
/// that the log says what was shown for how long; a visitor who finds nothing to open leaves no entry.
/// </summary>
internal sealed class PublicAlerts(AlertBook book, NetworkDirectory network, Principals principals, AccessSessions sessions, TimeProvider clock)
{
    /// <summary>Those that stand, and those that ended so recently that a follower of the feed has to hear of it; newest first.</summary>
    public async Task<IReadOnlyList<AlertState>> AllAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var marked = book.All.Where(alert => alert.Latest.Body.Public && alert.IsShown(now))
            .OrderByDescending(alert => alert.Latest.Body.Sent).ToArray();
        if (marked.Length == 0)
        {
            return [];
        }

        var outcome = await sessions.GetAsync(principals.Of(network.Self.Id), AccessSubject.Public, StandingPurpose.Watch, cancellation);
        return outcome.Opened(out var session) ? [.. marked.Select(alert => Opened(session, alert)).OfType<AlertState>()] : [];
    }

    private static AlertState? Opened(GateSession session, AlertState alert)
    {
        var entity = AlertDesk.EntityOf(alert);
        var row = new GateRow("publishAlert", entity.Uid, session.Entities.With(entity), alert.Latest.Body.Sent);
        return session.Open(Seal.Of(alert), row).Opened(out var open) ? open : null;
    }
}
