using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Sqlite.Bodies;

/// <summary>A body to be stored, own or held for another member.</summary>
/// <param name="Author">Who wrote the entry.</param>
/// <param name="Index">The entry's index in its author's log.</param>
/// <param name="Id">The entry's id.</param>
/// <param name="Kind">The entry's kind.</param>
/// <param name="Salt">The salt of the commitment.</param>
/// <param name="Body">The body in clear; it is encrypted before it is written.</param>
public sealed record NewBody(
    MemberId Author, long Index, EntryId Id, string Kind, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Body);

/// <summary>What is known of a stored body without opening it.</summary>
/// <param name="Author">Who wrote the entry.</param>
/// <param name="Index">The entry's index in its author's log.</param>
/// <param name="Id">The entry's id.</param>
/// <param name="Kind">The entry's kind.</param>
public sealed record BodyReference(MemberId Author, long Index, EntryId Id, string Kind);

/// <summary>A body with the salt that opens its commitment. Sealed wherever it leaves the store.</summary>
/// <param name="Salt">32 bytes.</param>
/// <param name="Body">The body in clear.</param>
public sealed record SaltedBody(ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Body);
