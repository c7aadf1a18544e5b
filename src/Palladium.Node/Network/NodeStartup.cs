using Palladium.Node.Alerts;
using Palladium.Node.Configuration;
using Palladium.Node.Retention;
using Palladium.Operations.Picture;

namespace Palladium.Node.Network;

/// <summary>
/// Brings the node up in the only order that is right: the charter and the doctrine, so that the gate can decide; what was
/// erased and what is known, from the log; the open causes, so that nothing is raised twice; and only then the other members.
/// </summary>
internal sealed class NodeStartup(
    NodeConfiguration configuration, DoctrineKeeper keeper, Projection projection, AlertDesk alerts, ThresholdWatch thresholds, SceneBook scene,
    PeerHub hub, ReleaseTraffic traffic, CharterExchange charters, Eraser eraser, HoldDesk holds) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var source in configuration.Sources)
        {
            scene.Declare(source);
        }

        await keeper.StartAsync(cancellationToken);
        eraser.Resume();
        holds.Resume();
        var released = projection.Rebuild();
        thresholds.Restore(alerts.OpenCauses());
        hub.ReceiptArrived += alerts.Confirmed;
        if (keeper.Chain is { } chain)
        {
            await hub.StartAsync(chain.InForce, traffic, traffic, traffic, charters, cancellationToken);
            keeper.Adopted += fromPeer => _ = fromPeer ? hub.Network!.PassCharterOnAsync() : hub.Network!.OfferCharterAsync();
        }

        await alerts.ResumeAsync(released, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => hub.Network?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
