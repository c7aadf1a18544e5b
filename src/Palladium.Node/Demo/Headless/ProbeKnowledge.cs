using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>Identifiers that the probe has come across, so that it can ask for each of them. Safe for several threads.</summary>
internal sealed partial class ProbeKnowledge
{
    private readonly ConcurrentDictionary<string, bool> _known = new();
    private readonly ConcurrentQueue<string> _new = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<LogEntryDto>> _entries = new();
    private readonly ConcurrentDictionary<string, long> _read = new();

    /// <summary>Every identifier of an alert, incident or entry in an answer.</summary>
    public void Learn(byte[]? answer)
    {
        foreach (var id in Identifiers().Matches(Encoding.UTF8.GetString(answer ?? [])).Select(match => match.Value))
        {
            if (_known.TryAdd(id, true))
            {
                _new.Enqueue(id);
            }
        }
    }

    /// <summary>Some that were not asked for yet, then some at random that were.</summary>
    public IReadOnlyList<string> Ids(int fresh, int again)
    {
        var ids = new List<string>();
        while (ids.Count < fresh && _new.TryDequeue(out var id))
        {
            ids.Add(id);
        }

        var known = _known.Keys.ToArray();
        return known.Length == 0 ? ids : [.. ids, .. Random.Shared.GetItems(known, again)];
    }

    /// <summary>Where to go on reading a member's list of entries.</summary>
    public long NextEntry(string member) => _read.GetValueOrDefault(member);

    /// <summary>Reads a page of headers; keeps those whose bodies would be worth having.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool LearnEntries(string member, byte[]? page)
    {
        if (page is null || JsonSerializer.Deserialize<LogPageDto>(page, ContractJson.Options) is not { Entries: { Count: > 0 } entries } dto)
        {
            return false;
        }

        _read[member] = dto.From + entries.Count;
        foreach (var entry in entries.Where(entry => entry.Kind is "alert" or "incident" or "release" or "release.requested" or "access" or "segment" or "lead"))
        {
            _entries.GetOrAdd(member, _ => new ConcurrentQueue<LogEntryDto>()).Enqueue(entry);
            Learn(Encoding.ASCII.GetBytes(entry.Id));
        }

        return dto.From + entries.Count < dto.Size;
    }

    /// <summary>Entries of a member's log, the latest of each kind first.</summary>
    public IReadOnlyList<LogEntryDto> Entries(string member, int ofEachKind, params string[] kinds) =>
        [.. (_entries.GetValueOrDefault(member) ?? []).Reverse().Where(entry => kinds.Length == 0 || kinds.Contains(entry.Kind))
            .GroupBy(entry => entry.Kind).SelectMany(kind => kind.Take(ofEachKind))];

    [GeneratedRegex("(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")]
    private static partial Regex Identifiers();
}
