using Palladium.City.Roads;
using Palladium.Records;
using Palladium.Records.Scene;

namespace Palladium.City.Movement;

/// <summary>
/// A vehicle of a drill that drives along real streets: by the fastest way to one destination after another, in the permitted
/// direction, slower at junctions. With the same graph, seed and steps it always goes the same way. Not safe for many threads.
/// </summary>
public sealed class RoadTraveller
{
    private const double Acceleration = 1.8;
    private const double Braking = 2.5;
    private const double LongestSubstep = 0.5;
    private readonly RoadGraph _graph;
    private readonly TravelProfile _profile;
    private readonly Random _random;
    private readonly (string Unit, MemberId Owner, string Callsign) _who;
    private readonly TimeSpan _freshFor;
    private readonly int _home;
    private readonly int? _otherEnd;
    private IReadOnlyList<RoadEdge> _route = [];
    private int _leg;
    private double _along;
    private double _sinceStop;
    private double _standing;
    private double _speed;
    private int _node;
    private DateTimeOffset _time;

    /// <summary>Puts a vehicle on the street closest to a place.</summary>
    /// <param name="graph">The streets; shared, not empty.</param>
    /// <param name="profile">How it drives.</param>
    /// <param name="unit">The unit's id within its member.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="callsign">What it is called.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="time">The time of its first position.</param>
    /// <param name="random">Chooses destinations; the traveller's own, seeded by the caller.</param>
    /// <param name="freshFor">How long a position counts as current; 15 seconds unless given.</param>
    public RoadTraveller(
        RoadGraph graph, TravelProfile profile, string unit, MemberId owner, string callsign,
        GeoPoint start, DateTimeOffset time, Random random, TimeSpan? freshFor = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(random);
        (_graph, _profile, _random, _time) = (graph, profile, random, time);
        _who = (unit, owner, callsign);
        _freshFor = freshFor ?? TimeSpan.FromSeconds(15);
        _home = _node = graph.Nearest(start);
        _otherEnd = profile.Shuttles ? SomewhereElse(_node) : null;
    }

    /// <summary>The stretch of street that it is on; null while it stands at a node.</summary>
    public RoadEdge? Edge => _leg < _route.Count ? _route[_leg] : null;

    /// <summary>Drives on and says where it is then.</summary>
    /// <param name="elapsed">How much time passes; not negative.</param>
    public UnitPosition Step(TimeSpan elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, TimeSpan.Zero);
        for (var left = elapsed.TotalSeconds; left > 0;)
        {
            var part = Math.Min(left, LongestSubstep);
            Advance(part);
            left -= part;
        }

        _time += elapsed;
        return Position();
    }

    /// <summary>Gives it a destination now (an ambulance to a scene); it turns off at the next node.</summary>
    /// <returns>False when no way leads there; it then goes on as before.</returns>
    public bool HeadFor(GeoPoint destination)
    {
        var from = Edge is { } edge ? edge.To : _node;
        if (ShortestPath.Find(_graph, from, _graph.Nearest(destination)) is not { } route)
        {
            return false;
        }

        _route = Edge is { } current ? [current, .. route] : route;
        _leg = 0;
        _standing = 0;
        return true;
    }

    /// <summary>Where it is now.</summary>
    public UnitPosition Position()
    {
        var place = _graph.Place(_node);
        double? heading = null;
        if (Edge is { } edge)
        {
            var to = _graph.Place(edge.To);
            place = Geo.Between(_graph.Place(edge.From), to, Math.Clamp(_along / edge.Length, 0, 1));
            heading = _standing > 0 ? null : Geo.Bearing(_graph.Place(edge.From), to);
        }

        return new UnitPosition(
            _who.Unit, _who.Owner, _profile.Kind, _who.Callsign, place, heading, _standing > 0 ? 0 : _speed,
            _time, _time + _freshFor, Feed.Exercise);
    }

    private void Advance(double seconds)
    {
        if (_standing > 0)
        {
            _standing -= seconds;
            return;
        }

        if (_leg >= _route.Count)
        {
            ChooseDestination();
            return;
        }

        var wanted = WantedSpeed(_route[_leg]);
        _speed = _speed < wanted
            ? Math.Min(wanted, _speed + (Acceleration * seconds))
            : Math.Max(wanted, _speed - (Braking * seconds));

        // Brakes are never so late that a road's own speed is exceeded.
        _speed = Math.Min(_speed, Cruise(_route[_leg]));
        Move(_speed * seconds);
    }

    private void Move(double metres)
    {
        _sinceStop += metres;
        _along += metres;
        while (_leg < _route.Count && _along >= _route[_leg].Length)
        {
            _along -= _route[_leg].Length;
            _node = _route[_leg].To;
            _leg++;
            if (_leg == _route.Count)
            {
                Stand(_profile.StandAtDestination.TotalSeconds * (1 + (2 * _random.NextDouble())) / 3);
            }
            else if (_sinceStop >= _profile.StopEvery)
            {
                Stand(_profile.StopFor.TotalSeconds);
            }
            else
            {
                _speed = Math.Min(_speed, Cruise(_route[_leg]));
            }
        }
    }

    private void Stand(double seconds)
    {
        (_standing, _speed, _along, _sinceStop) = (seconds, 0, 0, 0);
    }

    private double WantedSpeed(RoadEdge edge)
    {
        var cruise = Cruise(edge);
        var lowest = Math.Min(_profile.LowestSpeed / 3.6, cruise);
        if (!_graph.IsJunction(edge.To) && _leg + 1 < _route.Count)
        {
            return cruise;
        }

        // As fast as still lets it be slow when it gets there.
        var left = Math.Max(0, edge.Length - _along);
        return Math.Clamp(Math.Sqrt((lowest * lowest) + (2 * Braking * left * 0.6)), lowest, cruise);
    }

    private double Cruise(RoadEdge edge) => Math.Min(_profile.HighestSpeed, edge.SpeedLimit * _profile.LimitFactor) / 3.6;

    private void ChooseDestination()
    {
        var to = _otherEnd is { } end ? (_node == end ? _home : end) : SomewhereElse(_node);
        _route = ShortestPath.Find(_graph, _node, to) ?? [];
        (_leg, _along) = (0, 0);
    }

    /// <summary>Of some random nodes the nearest that is not around the corner: vehicles stay in their part of the city.</summary>
    private int SomewhereElse(int from)
    {
        var best = from;
        var least = double.PositiveInfinity;
        for (var i = 0; i < 12; i++)
        {
            var node = _random.Next(_graph.NodeCount);
            var distance = _graph.Place(node).DistanceTo(_graph.Place(from));
            if (node != from && (distance > 700 ? distance : distance + 100_000) is var d && d < least)
            {
                (best, least) = (node, d);
            }
        }

        return best;
    }
}
