using Palladium.City;
using Palladium.City.Movement;
using Palladium.City.Roads;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Node.Demo.Feeds;

/// <summary>The exercise's vehicles: patrols, engines, ambulances and buses on the real streets.</summary>
internal sealed class MovingUnits
{
    private readonly Dictionary<string, RoadFleet> _fleets = [];

    private MovingUnits(CityFolder city, RoadGraph roads, DateTimeOffset now, int seed, IReadOnlyDictionary<string, string> canaries)
    {
        Add("police", "patrol", TravelProfile.Patrol, "police", 12, "Patrol");
        Add("fire", "engine", TravelProfile.Engine, "fire_station", 4, "Engine");
        Add("ambulance", "ambulance", TravelProfile.Ambulance, "hospital", 8, "Ambulance");
        Add("bus", "bus", TravelProfile.Bus, "school", 18, "Bus");

        void Add(string member, string kind, TravelProfile profile, string siteKind, int count, string word)
        {
            var homes = city.Sites.Where(site => site.Kind == siteKind).OrderBy(site => site.Id, StringComparer.Ordinal).ToArray();
            var travellers = Enumerable.Range(1, count).Select(i => new RoadTraveller(
                roads, profile, $"{kind}-{i:00}", MemberId.Of(member),
                i == 1 && canaries.TryGetValue(member, out var canary) ? canary : $"{word} {i:00}",
                homes.Length > 0 ? homes[(i - 1) * homes.Length / count].Place : city.Info.Centre,
                now, new Random(HashCode.Combine(seed, i, member.Length, kind.Length))));
            _fleets[member] = new RoadFleet(travellers);
        }
    }

    public IEnumerable<string> Members => _fleets.Keys;

    /// <summary>Puts the units on the streets; null when the city has none.</summary>
    /// <param name="city">The city.</param>
    /// <param name="now">The time of the first positions.</param>
    /// <param name="canaries">A callsign for the first unit of a member, planted to find leaks.</param>
    public static MovingUnits? In(CityFolder city, DateTimeOffset now, IReadOnlyDictionary<string, string> canaries) =>
        city.Roads.Accepted(out var roads, out _) && roads.NodeCount > 0 ? new MovingUnits(city, roads, now, 1828, canaries) : null;

    public IReadOnlyList<UnitPosition> Step(string member, TimeSpan elapsed) => _fleets[member].Step(elapsed);
}
