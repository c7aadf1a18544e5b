using System.Collections.Concurrent;
using System.Diagnostics;
using MQTTnet.Exceptions;
using Palladium.Node.Demo.Feeds;
using Palladium.Node.Demo.Network;

namespace Palladium.Node.Demo.Headless;

/// <summary>
/// The exercise's sensors: water at the quays and crowds at the gates. Every one reads normal, and now and then one rises above its
/// threshold for long enough and falls again. Remembers when each reading was sent, to the tick, so that it can be told how
/// long it took until somebody saw the alert that it caused.
/// </summary>
internal sealed class AlertStory(DemoNetwork network, TimeProvider clock, TimeSpan between, IReadOnlyCollection<string>? reserved = null) : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, MqttSender> _senders = network.Nodes.ToDictionary(
        node => node.Member.Id, node => new MqttSender(node.Ports.Mqtt, node.FieldToken, $"field-{node.Member.Id}"));

    private readonly ConcurrentDictionary<(string Owner, string Source, long Millisecond), long> _sentAt = new();
    private readonly ConcurrentDictionary<(string Owner, string Source), ConcurrentQueue<DateTimeOffset>> _stored = new();
    private readonly ConcurrentQueue<string> _forced = new();
    private long _count;

    /// <summary>Readings that a node confirmed as stored.</summary>
    public long Stored => Volatile.Read(ref _count);

    /// <summary>Times of the confirmed readings by source.</summary>
    public IEnumerable<(string Owner, string Source, IReadOnlyCollection<DateTimeOffset> Times)> Confirmed =>
        _stored.Select(pair => (pair.Key.Owner, pair.Key.Source, (IReadOnlyCollection<DateTimeOffset>)pair.Value));

    /// <summary>When a reading left, in ticks of <see cref="Stopwatch"/>; null for one that this story did not send.</summary>
    public long? SentAt(string owner, string source, DateTimeOffset time) =>
        _sentAt.TryGetValue((owner, source, time.ToUnixTimeMilliseconds()), out var at) ? at : null;

    /// <summary>Makes a source rise at the next turn.</summary>
    public void Force(string source) => _forced.Enqueue(source);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var sources = network.Sources.All.Where(source => source.Kind is "water-level" or "crowd-density").ToArray();
        var high = new Dictionary<string, int>();
        var random = new Random(1930);
        var order = sources.Where(source => reserved?.Contains(source.Id) != true).OrderBy(_ => random.Next()).ToArray();
        var next = 0;
        var due = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                while (clock.GetElapsedTime(due) >= between)
                {
                    due += (long)(between.TotalSeconds * clock.TimestampFrequency);
                    Rise(order[next++ % order.Length]);
                }

                while (_forced.TryDequeue(out var forced))
                {
                    Rise(sources.First(source => source.Id == forced));
                }

                await Task.WhenAll(sources.Select(source => SendAsync(source, high, random.NextDouble(), cancellation)));
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The story is over.
        }

        void Rise(DemoSource source) => high[source.Id] = source.Kind == "water-level" ? 4 : 8;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders.Values)
        {
            await sender.DisposeAsync();
        }
    }

    private async Task SendAsync(DemoSource source, Dictionary<string, int> high, double noise, CancellationToken cancellation)
    {
        bool isHigh;
        lock (high)
        {
            isHigh = high.GetValueOrDefault(source.Id) > 0;
            if (isHigh)
            {
                high[source.Id]--;
            }
        }

        var (normal, above) = source.Kind == "water-level" ? (1.2, 2.8) : (1.5, 4.4);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var value = (isHigh ? above : normal) + (noise * 0.2);
        _sentAt[(source.Member, source.Id, time.ToUnixTimeMilliseconds())] = Stopwatch.GetTimestamp();
        try
        {
            if (await _senders[source.Member].SendAsync(source.Id, value, time, cancellation))
            {
                Interlocked.Increment(ref _count);
                _stored.GetOrAdd((source.Member, source.Id), _ => new ConcurrentQueue<DateTimeOffset>()).Enqueue(time);
            }
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttClientNotConnectedException
            || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // The node is down: the reading was not confirmed and is not counted.
        }
    }
}
