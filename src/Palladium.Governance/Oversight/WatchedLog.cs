namespace Palladium.Governance.Oversight;

/// <summary>How far one member's log was verified, as whoever read it says.</summary>
/// <param name="Member">The member's id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">A word of the doctrine.</param>
/// <param name="Origin">The log's origin.</param>
/// <param name="Size">Entries verified.</param>
/// <param name="Root">Root of the tree of that size, base64.</param>
/// <param name="VerifiedAt">When a checkpoint was last verified; null: never.</param>
/// <param name="CosignedBy">Members whose correct cosignature is on it.</param>
/// <param name="MirrorsChecked">Members whose mirror of it was compared.</param>
public sealed record WatchedLog(
    string Member,
    string Name,
    string Kind,
    string Origin,
    long Size,
    string Root,
    DateTimeOffset? VerifiedAt,
    IReadOnlyList<string> CosignedBy,
    IReadOnlyList<string> MirrorsChecked);
