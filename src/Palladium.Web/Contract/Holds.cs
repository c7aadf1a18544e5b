namespace Palladium.Web.Contract;

/// <summary>A hold: what is kept beyond its time. <see cref="PalladiumRoutes.Holds"/>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Case">For which incident or case.</param>
/// <param name="Kinds">Kinds of entries that it keeps; all when empty.</param>
/// <param name="From">Keeps what was written from then on; null for from the beginning.</param>
/// <param name="To">Keeps what was written up to then; null for without end.</param>
/// <param name="At">When it was placed, or released.</param>
/// <param name="Released">Whether it is over.</param>
public sealed record HoldDto(
    string Id, string Case, IReadOnlyList<string> Kinds, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset At, bool Released);

/// <summary>What is to be kept. <see cref="PalladiumRoutes.Holds"/>.</summary>
/// <param name="Case">Id of an incident or reference of a case, 1 to 64 characters; no person is named in it.</param>
/// <param name="Kinds">Kinds of entries; all when empty or left out.</param>
/// <param name="From">From then on. Left out with <paramref name="To"/>: the time of the incident where this node knows it, otherwise all.</param>
/// <param name="To">Up to then.</param>
public sealed record PlaceHoldRequest(string? Case, IReadOnlyList<string>? Kinds = null, DateTimeOffset? From = null, DateTimeOffset? To = null);
