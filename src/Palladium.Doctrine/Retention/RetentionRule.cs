namespace Palladium.Doctrine.Retention;

/// <summary>For how long bodies of one kind of entry are kept, and when outsiders may see its headers.</summary>
/// <param name="Kind">Name of the kind of entry.</param>
/// <param name="Keep">From the entry's time to the day on which body and salt are destroyed; null to keep for good.</param>
/// <param name="HeaderDelay">For how long the header stays hidden from outsiders. Hash tiles are public at once.</param>
/// <param name="Words">Why, in words for a resident.</param>
public sealed record RetentionRule(string Kind, TimeSpan? Keep, TimeSpan HeaderDelay, string Words);
