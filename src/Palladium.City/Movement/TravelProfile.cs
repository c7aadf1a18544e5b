namespace Palladium.City.Movement;

/// <summary>How one kind of vehicle drives in a drill.</summary>
/// <param name="Kind">The unit's kind: <c>patrol</c>, <c>ambulance</c>, <c>bus</c>.</param>
/// <param name="LowestSpeed">Kilometres per hour that it falls to at a junction (never above the road's own speed).</param>
/// <param name="HighestSpeed">Kilometres per hour that it never exceeds, whatever the road allows.</param>
/// <param name="LimitFactor">What part of the road's speed it drives; above 1 for those who may.</param>
/// <param name="StopEvery">Metres between stops on the way; null when it only stops at its destinations.</param>
/// <param name="StopFor">How long it stands at a stop.</param>
/// <param name="StandAtDestination">Longest stand at a destination; each is between a third of it and all of it.</param>
/// <param name="Shuttles">Whether it goes to and fro between the same two ends, as on a line.</param>
public sealed record TravelProfile(
    string Kind, double LowestSpeed, double HighestSpeed, double LimitFactor,
    double? StopEvery, TimeSpan StopFor, TimeSpan StandAtDestination, bool Shuttles)
{
    /// <summary>Looks around: 15 to 50 km/h, then stands for a while.</summary>
    public static TravelProfile Patrol { get; } =
        new("patrol", 15, 50, 0.9, null, TimeSpan.Zero, TimeSpan.FromSeconds(60), Shuttles: false);

    /// <summary>On a call: up to 80 km/h and a fifth above the limit, careful at junctions.</summary>
    public static TravelProfile Ambulance { get; } =
        new("ambulance", 20, 80, 1.2, null, TimeSpan.Zero, TimeSpan.FromSeconds(120), Shuttles: false);

    /// <summary>As the ambulance, but heavier: up to 70 km/h.</summary>
    public static TravelProfile Engine { get; } =
        new("engine", 15, 70, 1.1, null, TimeSpan.Zero, TimeSpan.FromSeconds(180), Shuttles: false);

    /// <summary>To and fro on a line with a stop about every 400 m.</summary>
    public static TravelProfile Bus { get; } =
        new("bus", 15, 45, 0.85, 400, TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(90), Shuttles: true);
}
