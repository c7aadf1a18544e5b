using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Palladium.Node.Hosting;
using Palladium.Node.Network;
using Palladium.Operations.Picture;
using Palladium.Records;

namespace Palladium.Node.Intake;

/// <summary>How often one rule refused input of one sender, and the last time it did.</summary>
/// <param name="Intake">Where it came in: <c>http</c>, <c>mqtt</c>, <c>cap</c>, <c>cot</c>, <c>peer</c>.</param>
/// <param name="From">Who sent it: a token's id, an address, a member.</param>
/// <param name="Count">How often, since the node was started.</param>
/// <param name="Last">The last refusal.</param>
/// <param name="At">When that was.</param>
internal sealed record CountedRefusal(string Intake, string From, long Count, Refusal Last, DateTimeOffset At);

/// <summary>
/// Every refusal, counted by intake, sender and rule, on the node's page and as a metric. Bounded: beyond a thousand
/// different ones the sender is no longer told apart, so that a flood of names costs no memory.
/// </summary>
internal sealed class Refusals
{
    private const int Most = 1000;
    private readonly ConcurrentDictionary<(string Intake, string From, string Rule), CountedRefusal> _counted = new();
    private readonly PictureBoard _board;
    private readonly NetworkDirectory _network;
    private readonly TimeProvider _clock;
    private readonly Counter<long> _metric;

    public Refusals(PictureBoard board, NetworkDirectory network, TimeProvider clock, IMeterFactory meters)
    {
        _board = board;
        _network = network;
        _clock = clock;
        _metric = meters.Create(NodeHost.MeterName).CreateCounter<long>("palladium.refusals", "{refusal}", "Input that was refused.");
    }

    public IEnumerable<CountedRefusal> All => _counted.Values;

    public long Total => _counted.Values.Sum(refusal => refusal.Count);

    public long CountOf(string intake) => _counted.Values.Where(refusal => refusal.Intake == intake).Sum(refusal => refusal.Count);

    public void Count(string intake, string from, Refusal refusal)
    {
        var key = (intake, from, refusal.Rule);
        if (_counted.Count >= Most && !_counted.ContainsKey(key))
        {
            key = (intake, "others", refusal.Rule);
        }

        var now = _clock.GetUtcNow();
        _counted.AddOrUpdate(
            key,
            _ => new CountedRefusal(intake, key.Item2, 1, refusal, now),
            (_, known) => known with { Count = known.Count + 1, Last = refusal, At = now });
        _metric.Add(1, new("intake", intake), new("rule", refusal.Rule));
        _board.Touch(new RowKey(RowKind.Refusal, _network.Self.Id, $"{intake}|{key.Item2}|{refusal.Rule}"));
    }

    public CountedRefusal? Find(string id)
    {
        var parts = id.Split('|');
        return parts.Length == 3 ? _counted.GetValueOrDefault((parts[0], parts[1], parts[2])) : null;
    }
}
