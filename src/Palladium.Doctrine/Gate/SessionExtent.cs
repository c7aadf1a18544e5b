using System.Text.Json.Nodes;
using Palladium.Cedar;

namespace Palladium.Doctrine.Gate;

/// <summary>What a session has opened so far: rows by action, different things, bytes, the period they speak of. Thread-safe.</summary>
internal sealed class SessionExtent
{
    // Beyond this many the entry says "at least": a session of days must not grow without bound.
    private const int MostResources = 10_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _rows = new(StringComparer.Ordinal);
    private readonly HashSet<EntityUid> _resources = [];
    private long _denied;
    private long _bytes;
    private DateTimeOffset? _from;
    private DateTimeOffset? _to;

    public void Count(GateRow row, bool permitted)
    {
        lock (_gate)
        {
            if (!permitted)
            {
                _denied++;
                return;
            }

            _rows[row.Action] = _rows.GetValueOrDefault(row.Action) + 1;
            _bytes += row.Bytes;
            if (_resources.Count < MostResources)
            {
                _resources.Add(row.Resource);
            }

            if (row.At is { } at)
            {
                _from = _from is { } from && from < at ? from : at;
                _to = _to is { } to && to > at ? to : at;
            }
        }
    }

    public JsonObject ToJson()
    {
        lock (_gate)
        {
            var rows = new JsonObject();
            foreach (var (action, count) in _rows)
            {
                rows[action] = count;
            }

            return new JsonObject
            {
                ["bytes"] = _bytes,
                ["denied"] = _denied,
                ["from"] = _from is { } from ? DecisionBody.Time(from) : null,
                ["resources"] = _resources.Count,
                ["resourcesCapped"] = _resources.Count >= MostResources,
                ["rows"] = rows,
                ["to"] = _to is { } to ? DecisionBody.Time(to) : null,
            };
        }
    }
}
