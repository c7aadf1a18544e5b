using Palladium.Doctrine.Gate;
using Palladium.Records.Entries;

namespace Palladium.Node.Network;

/// <summary>The purposes that need no incident: standing plans of the doctrine, and the upkeep of the node.</summary>
internal static class StandingPurpose
{
    /// <summary>The id of the standing plan under which the city is watched.</summary>
    public const string WatchPlan = "city-watch";

    /// <summary>Watching under the standing plan.</summary>
    public static readonly GatePurpose Watch = new(PurposeClass.Plan, WatchPlan);

    /// <summary>The plan is told by kind: drills are recorded as what they are.</summary>
    public static PurposeClass ClassFor(bool exercise) => exercise ? PurposeClass.Exercise : PurposeClass.Plan;
}
