using Palladium.Records.Scene;

namespace Palladium.City.Movement;

/// <summary>Vehicles of a drill that drive at the same time. Not safe for many threads.</summary>
/// <param name="travellers">The vehicles.</param>
public sealed class RoadFleet(IEnumerable<RoadTraveller> travellers)
{
    private readonly List<RoadTraveller> _travellers = [.. travellers];

    /// <summary>Drives all of them on and says where each is then, in the order given.</summary>
    public IReadOnlyList<UnitPosition> Step(TimeSpan elapsed) => _travellers.ConvertAll(t => t.Step(elapsed));
}
