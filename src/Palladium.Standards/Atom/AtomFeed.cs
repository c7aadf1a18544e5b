namespace Palladium.Standards.Atom;

/// <summary>A feed of alerts (RFC 4287; RSS 2.0 is read into the same shape).</summary>
/// <param name="Id">Permanent, universally unique IRI of the feed.</param>
/// <param name="Title">For people.</param>
/// <param name="Updated">When anything in it last changed.</param>
/// <param name="Entries">Newest first, as written here; in the sender's order, as read.</param>
public sealed record AtomFeed(string Id, string Title, DateTimeOffset Updated, IReadOnlyList<AtomEntry> Entries)
{
    /// <summary>Who publishes it; required by RFC 4287 of a feed whose entries name no author.</summary>
    public string Author { get; init; } = "";

    /// <summary>Where the feed itself is.</summary>
    public Uri? Self { get; init; }
}

/// <summary>One alert of a feed.</summary>
/// <param name="Id">Permanent IRI or name of the alert's revision; what a reader remembers as seen.</param>
/// <param name="Title">The headline.</param>
/// <param name="Updated">When the alert was sent.</param>
public sealed record AtomEntry(string Id, string Title, DateTimeOffset Updated)
{
    /// <summary>Where the CAP document is.</summary>
    public Uri? Link { get; init; }

    /// <summary>A few words more.</summary>
    public string? Summary { get; init; }

    /// <summary>The CAP document itself (an <c>alert</c> element as XML in UTF-8), where the feed carries it inline.</summary>
    public ReadOnlyMemory<byte>? Inline { get; init; }
}
