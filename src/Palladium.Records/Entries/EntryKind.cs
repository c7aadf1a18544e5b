namespace Palladium.Records.Entries;

/// <summary>
/// What an entry is. The name is in the public header, so it says only that such a thing happened; <see cref="Reveals"/>
/// states exactly what an outsider learns from it.
/// </summary>
/// <param name="Name">Lower-case words joined by dots, at most 32 characters; part of the frozen format.</param>
/// <param name="Audience">Who the body is meant for.</param>
/// <param name="Reveals">What the header alone tells an outsider, in a sentence that an overseer can read.</param>
public sealed record EntryKind(string Name, AudienceClass Audience, string Reveals)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}
