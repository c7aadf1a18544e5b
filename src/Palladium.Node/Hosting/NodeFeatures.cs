namespace Palladium.Node.Hosting;

/// <summary>Everything a node consists of, in the order in which it is started. Add a feature here and nowhere else.</summary>
internal static class NodeFeatures
{
    public static IReadOnlyList<INodeFeature> All { get; } =
    [
        new People.PeopleFeature(),
        new PublicLog.PublicLogFeature(),
        new Network.NetworkFeature(),
        new People.Approvals.ApprovalsFeature(),
        new Retention.RetentionFeature(),
        new Force.ForceFeature(),
        new Screens.ScreensFeature(),
        new Oversight.OversightFeature(),
    ];
}
