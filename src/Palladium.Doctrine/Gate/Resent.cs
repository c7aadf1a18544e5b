namespace Palladium.Doctrine.Gate;

/// <summary>A recorded release, opened for sending it again.</summary>
/// <param name="Release">What is stored of the release entry.</param>
/// <param name="ItemIndex">Index of the released entry in the own log.</param>
/// <param name="Item">What is stored of it.</param>
public sealed record Resent<T>(T Release, long ItemIndex, T Item);
