using System.Text.Json.Nodes;

namespace Palladium.Web.Contract;

/// <summary>
/// One entry: <see cref="PalladiumRoutes.PublicLogEntries"/> for anyone (header alone) and
/// <see cref="PalladiumRoutes.LogEntry"/> for somebody signed in (with the body where permitted).
/// </summary>
/// <param name="Member">Whose log.</param>
/// <param name="Index">Its place in the log, from 0.</param>
/// <param name="Id">Random identifier of the header.</param>
/// <param name="Kind">The kind, <c>alert</c>.</param>
/// <param name="Reveals">What the header alone tells an outsider; null for a kind this node does not know.</param>
/// <param name="Time">The header's time.</param>
/// <param name="Audience"><c>public</c>, <c>members</c> or <c>own</c>.</param>
/// <param name="Purpose"><c>administration</c>, <c>plan</c>, <c>incident</c>, <c>exercise</c> or <c>oversight</c>.</param>
/// <param name="Size">Size bucket of the body in bytes.</param>
/// <param name="Commitment">64 hexadecimal digits.</param>
/// <param name="Leaf">The leaf, exactly: the canonical JSON as text. Its UTF-8 bytes are what the tree hashes.</param>
/// <param name="BodyState">What is left of the body, and whether the asker sees it.</param>
/// <param name="BodyWords">What the body says, in a sentence; only where it is shown.</param>
/// <param name="Body">The body; only where it is shown.</param>
/// <param name="Salt">The salt of the commitment, base64; only where the body is shown.</param>
/// <param name="BodyText">The body's exact text, with which the commitment can be checked; only where it is shown.</param>
/// <param name="WhyNot">Why the body is not shown, in words: the rule, the erasure, the owner.</param>
/// <param name="CosignedBy">The members whose cosignature, verified by this node, covers the entry.</param>
/// <param name="MirroredBy">The members other than its author that hold the entry: this one, and those that say so.</param>
/// <param name="ErasedBy">Index of the entry in this node's log by which the body was erased; null where it was not.</param>
public sealed record LogEntryDto(
    string Member,
    long Index,
    string Id,
    string Kind,
    string? Reveals,
    DateTimeOffset Time,
    string Audience,
    string Purpose,
    int Size,
    string Commitment,
    string Leaf,
    BodyState BodyState,
    string? BodyWords,
    JsonNode? Body,
    string? Salt,
    string? BodyText,
    string? WhyNot,
    IReadOnlyList<string> CosignedBy,
    IReadOnlyList<string> MirroredBy,
    long? ErasedBy = null);

/// <summary>A run of entries, oldest first.</summary>
/// <param name="Member">Whose log.</param>
/// <param name="Origin">The log's origin.</param>
/// <param name="Size">Size of the published checkpoint: no entry at or beyond it is listed.</param>
/// <param name="From">Index of the first one.</param>
/// <param name="Entries">At most <c>count</c>, and at most 200.</param>
public sealed record LogPageDto(string Member, string Origin, long Size, long From, IReadOnlyList<LogEntryDto> Entries);

/// <summary>
/// An inclusion proof for a published checkpoint: <see cref="PalladiumRoutes.PublicLogProof"/>. The browser computes
/// the leaf's hash from <see cref="LogEntryDto.Leaf"/> itself and takes nothing here on trust.
/// </summary>
/// <param name="Member">Whose log.</param>
/// <param name="Origin">The log's origin.</param>
/// <param name="Index">The entry's index.</param>
/// <param name="Size">The size of the tree that the proof leads to: that of the checkpoint.</param>
/// <param name="Path">The hashes from leaf to root, base64, 32 bytes each (RFC 6962, 2.1.1).</param>
/// <param name="Checkpoint">The signed note with all signatures and cosignatures, as text.</param>
public sealed record ProofDto(
    string Member, string Origin, long Index, long Size, IReadOnlyList<string> Path, string Checkpoint);
