using System.Diagnostics.Metrics;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Alerts;
using Palladium.Node.Hosting;
using Palladium.Node.Network;
using Palladium.Operations.Picture;
using Palladium.Records;
using Palladium.Records.Scene;
using Palladium.Sqlite.Segments;
using Palladium.Standards.Observations;

namespace Palladium.Node.Intake;

/// <summary>
/// The one way in for readings, whatever they came over: may this sender write for this source; store durably; show; ask
/// the doctrine's thresholds. Returns when the readings are durable; alerts go their own way and hold no sender up.
/// </summary>
internal sealed class ObservationIntake
{
    private readonly NetworkDirectory _network;
    private readonly SceneBook _scene;
    private readonly SegmentStore _segments;
    private readonly Gate _gate;
    private readonly ThresholdWatch _thresholds;
    private readonly Refusals _refusals;
    private readonly TimeProvider _clock;
    private readonly Counter<long> _taken;
    private long _count;

    public ObservationIntake(
        NetworkDirectory network, SceneBook scene, SegmentStore segments, Gate gate, ThresholdWatch thresholds,
        Refusals refusals, TimeProvider clock, IMeterFactory meters)
    {
        _network = network;
        _scene = scene;
        _segments = segments;
        _gate = gate;
        _thresholds = thresholds;
        _refusals = refusals;
        _clock = clock;
        _taken = meters.Create(NodeHost.MeterName).CreateCounter<long>("palladium.observations", "{reading}", "Readings taken in and durable.");
    }

    /// <summary>Readings taken in since the node was started.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Takes readings in; the ones that are refused are counted and leave the others alone.</summary>
    /// <param name="intake">What they came over, for the count of refusals; null where the caller counts them itself.</param>
    /// <param name="asking">Who sent them.</param>
    /// <param name="readings">The readings, each with the field to name when it is refused.</param>
    /// <param name="cancellation">Ends the wait; what is stored stays stored.</param>
    /// <returns>One result for each reading, in order: null when it is durable.</returns>
    public async Task<IReadOnlyList<Refusal?>> TakeAsync(
        string? intake, Asking asking, IReadOnlyList<ObservationReading> readings, CancellationToken cancellation)
    {
        var results = new Refusal?[readings.Count];
        var accepted = new List<Observation>(readings.Count);
        var sources = new List<Source>(readings.Count);
        var now = _clock.GetUtcNow();
        for (var i = 0; i < results.Length; i++)
        {
            var reading = readings[i];
            results[i] = Check(asking, reading, out var source);
            if (results[i] is { } refusal)
            {
                if (intake is not null)
                {
                    _refusals.Count(intake, asking.Words, refusal);
                }

                continue;
            }

            accepted.Add(new Observation(reading.Source, reading.Time ?? now, reading.Value, now));
            sources.Add(source!);
        }

        if (accepted.Count == 0)
        {
            return results;
        }

        await _segments.AddAsync(accepted, cancellation);
        Interlocked.Add(ref _count, accepted.Count);
        _taken.Add(accepted.Count, new KeyValuePair<string, object?>("intake", intake ?? "mqtt"));
        for (var i = 0; i < accepted.Count; i++)
        {
            _scene.Observe(_network.Self.Id, accepted[i]);
            _thresholds.Observe(sources[i], accepted[i]);
        }

        return results;
    }

    private Refusal? Check(Asking asking, ObservationReading reading, out Source? source)
    {
        source = _scene.Declared(_network.Self.Id, reading.Source);
        if (source is null)
        {
            return new Refusal("source", "source.unknown", "This node has no source of that name. Sources are listed in its node.toml.");
        }

        if (asking.OnlySource is { } only && only != source.Id)
        {
            return new Refusal("source", "source.token", "This token writes another source only.");
        }

        if (reading.Unit is { Length: > 0 } unit && unit != source.Unit)
        {
            return new Refusal("unit", "observation.unit", $"This source measures in '{source.Unit}'.");
        }

        var entity = DoctrineEntities.Source(source);
        var decision = _gate.Decide(new GateRequest
        {
            Principal = asking.Uid,
            Action = "writeObservation",
            Resource = entity.Uid,
            Entities = asking.Entities.With(entity),
            Purpose = StandingPurpose.Watch,
        });
        return decision.Permitted ? null : new Refusal("source", decision.Rule, decision.Words);
    }
}
