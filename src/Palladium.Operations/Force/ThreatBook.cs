using System.Collections.Immutable;
using Palladium.Operations.Incidents;
using Palladium.Records;

namespace Palladium.Operations.Force;

/// <summary>The threat levels that were set, by any member, as far as this node was told: projected from the logs. Thread-safe.</summary>
public sealed class ThreatBook
{
    private const int MostKept = 1_000;
    private ImmutableArray<Recorded<ThreatBody>> _settings = [];

    /// <summary>All that are known, the last one set first.</summary>
    public IReadOnlyList<Recorded<ThreatBody>> All => _settings;

    /// <summary>Takes a setting in; one that is known already changes nothing.</summary>
    public void Apply(Recorded<ThreatBody> setting) => ImmutableInterlocked.Update(ref _settings, (settings, added) =>
        settings.Any(known => known.Entry == added.Entry)
            ? settings
            : [.. settings.Append(added).OrderByDescending(known => known.Body.Set).ThenBy(known => known.Body.Level).Take(MostKept)], setting);

    /// <summary>Drops a setting whose body was erased.</summary>
    public void Forget(MemberId author, long index) => ImmutableInterlocked.Update(
        ref _settings, settings => settings.RemoveAll(known => known.Entry.Author == author && known.Entry.Index == index));

    /// <summary>The setting that counts at a place: the last one for its area, and where there is none, for the whole city. Null for none.</summary>
    public Recorded<ThreatBody>? At(string place, DateTimeOffset now) => Of(place, now) ?? Of("", now);

    /// <summary>The areas for which a level counts now; the whole city is the empty one.</summary>
    public IReadOnlyList<string> AreasAt(DateTimeOffset now) =>
        [.. _settings.Where(setting => Counts(setting, now)).Select(setting => setting.Body.Area).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private Recorded<ThreatBody>? Of(string area, DateTimeOffset now) =>
        _settings.FirstOrDefault(setting => setting.Body.Area == area && setting.Body.Set <= now) is { } last && Counts(last, now) ? last : null;

    private static bool Counts(Recorded<ThreatBody> setting, DateTimeOffset now) => setting.Body.Set <= now && now < setting.Body.Until;
}
