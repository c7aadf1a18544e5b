namespace Palladium.Doctrine.Retention;

/// <summary>For how long bodies of one kind of entry are kept, and when outsiders may see its headers.</summary>
/// <param name="Kind">Name of the kind of entry.</param>
/// <param name="Keep">From the entry's time to the day on which body and salt are destroyed; null to keep for good.</param>
/// <param name="HeaderDelay">For how long the header stays hidden from outsiders. Hash tiles are public at once.</param>
/// <param name="Words">Why, in words for a resident.</param>
public sealed record RetentionRule(string Kind, TimeSpan? Keep, TimeSpan HeaderDelay, string Words)
{
    /// <summary>The name by which entries and screens refer to it.</summary>
    public string Id => $"retention.{Kind}";

    /// <summary>Whether something of that age is kept no longer.</summary>
    /// <param name="written">The entry's time.</param>
    /// <param name="now">The time now.</param>
    public bool IsOver(DateTimeOffset written, DateTimeOffset now) => Keep is { } keep && now - written >= keep;
}
