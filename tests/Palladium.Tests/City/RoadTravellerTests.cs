using Palladium.City.Movement;
using Palladium.City.Roads;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.Tests.City;

public sealed class RoadTravellerTests(ImportedCities cities)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Kinds => ["patrol", "ambulance", "bus", "engine"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_vehicle_stays_on_streets_in_their_direction_and_within_its_speed(string kind)
    {
        var roads = cities.Monaco.Roads.Value;
        var profile = Profile(kind);
        var traveller = Traveller(roads, profile, seed: 7);
        var drivable = roads.Edges.ToDictionary(e => (e.From, e.To));
        var visited = new HashSet<int>();
        var travelled = 0.0;
        var last = traveller.Position();
        for (var i = 1; i <= 1800; i++)
        {
            var at = traveller.Step(TimeSpan.FromSeconds(1));
            Assert.Equal((Feed.Exercise, kind, Start.AddSeconds(i)), (at.Feed, at.Kind, at.Time));
            Assert.True(at.Stale > at.Time);
            var moved = at.Place.DistanceTo(last.Place);
            travelled += moved;
            Assert.InRange(at.Speed!.Value * 3.6, 0, profile.HighestSpeed + 0.01);
            Assert.InRange(moved, 0, (profile.HighestSpeed / 3.6) + 0.5);
            if (traveller.Edge is { } edge)
            {
                Assert.True(drivable.ContainsKey((edge.From, edge.To)), "against a one-way street or off the street");
                Assert.InRange(at.Speed.Value * 3.6, 0, (edge.SpeedLimit * profile.LimitFactor) + 0.01);
                Assert.InRange(AsideOf(roads, edge, at.Place), -1e-6, 1);
                visited.Add(edge.From);
            }

            last = at;
        }

        Assert.True(visited.Count > 50, $"only {visited.Count} nodes in half an hour");
        Assert.InRange(travelled / 1800 * 3.6, 5, profile.HighestSpeed);
    }

    [Fact]
    public void The_same_seed_drives_the_same_way_and_another_does_not()
    {
        var roads = cities.Monaco.Roads.Value;
        Assert.Equal(Drive(3), Drive(3));
        Assert.NotEqual(Drive(3), Drive(4));

        List<UnitPosition> Drive(int seed)
        {
            var fleet = new RoadFleet([Traveller(roads, TravelProfile.Patrol, seed)]);
            return [.. Enumerable.Range(0, 300).SelectMany(_ => fleet.Step(TimeSpan.FromSeconds(1)))];
        }
    }

    [Fact]
    public void A_vehicle_slows_down_at_junctions_and_a_bus_stops_on_its_way()
    {
        var roads = cities.Monaco.Roads.Value;
        var bus = Traveller(roads, TravelProfile.Bus, seed: 2);
        var positions = Enumerable.Range(0, 900).Select(_ => bus.Step(TimeSpan.FromSeconds(1))).ToList();
        Assert.Contains(positions, p => p is { Speed: 0, Heading: null });
        Assert.Contains(positions, p => p is { Speed: > 6, Heading: >= 0 and < 360 });
    }

    [Fact]
    public void A_vehicle_that_is_called_goes_there()
    {
        var roads = cities.Monaco.Roads.Value;
        var ambulance = Traveller(roads, TravelProfile.Ambulance, seed: 5);
        ambulance.Step(TimeSpan.FromSeconds(20));
        var scene = roads.Place(roads.Nearest(new GeoPoint(43.7275, 7.4155)));
        Assert.True(ambulance.HeadFor(scene));
        var closest = Enumerable.Range(0, 900).Min(_ => ambulance.Step(TimeSpan.FromSeconds(1)).Place.DistanceTo(scene));
        Assert.InRange(closest, 0, 5);
    }

    [Fact]
    public void A_one_way_street_is_not_entered_from_its_end()
    {
        // A triangle with one one-way side: from 1 back to 0 only round by 2.
        var nodes = new[] { new GeoPoint(0, 0), new GeoPoint(0, 0.001), new GeoPoint(0.001, 0) };
        RoadEdge Edge(int a, int b) => new(a, b, (float)nodes[a].DistanceTo(nodes[b]), RoadClass.Residential, 40);
        var roads = new RoadGraph(nodes, [Edge(0, 1), Edge(1, 2), Edge(2, 1), Edge(2, 0), Edge(0, 2)]);
        Assert.Equal([1], ShortestPath.Find(roads, 0, 1)!.Select(e => e.To));
        Assert.Equal([2, 0], ShortestPath.Find(roads, 1, 0)!.Select(e => e.To));
    }

    [Fact]
    public void A_damaged_road_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "roads.bin");
        RoadGraphFile.Write(path, new RoadGraph([new(1, 2), new(1.001, 2)], [new(0, 1, 111, RoadClass.Primary, 50)]));
        Assert.Equal([new RoadEdge(0, 1, 111, RoadClass.Primary, 50)], RoadGraphFile.Read(path).Value.Edges);
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^1]);
        Assert.Equal("city.bad-roads", RoadGraphFile.Read(path).Refusal?.Rule);
        whole[32] = 9;
        File.WriteAllBytes(path, whole);
        Assert.Equal("city.bad-roads", RoadGraphFile.Read(path).Refusal?.Rule);
    }

    private static RoadTraveller Traveller(RoadGraph roads, TravelProfile profile, int seed) => new(
        roads, profile, $"{profile.Kind}-1", MemberId.Of("police"), "Delta 1", new GeoPoint(43.7384, 7.4246), Start, new Random(seed));

    private static TravelProfile Profile(string kind) => kind switch
    {
        "patrol" => TravelProfile.Patrol,
        "ambulance" => TravelProfile.Ambulance,
        "bus" => TravelProfile.Bus,
        _ => TravelProfile.Engine,
    };

    /// <summary>Metres from the straight line between the edge's ends.</summary>
    private static double AsideOf(RoadGraph roads, RoadEdge edge, GeoPoint at) =>
        roads.Place(edge.From).DistanceTo(at) + at.DistanceTo(roads.Place(edge.To)) - roads.Place(edge.From).DistanceTo(roads.Place(edge.To));
}
