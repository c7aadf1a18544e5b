using Palladium.Cedar;

namespace Palladium.Doctrine.Entities;

/// <summary>
/// What a schema says to a slice: its entities with the attributes that the schema declares and no others, the first that is not as
/// declared, and the first that is referred to and missing. Cedar takes a missing parent for "not in it" and so may permit what an
/// <c>unless</c> would have stopped; the gate does not.
/// </summary>
/// <param name="Schema">The schema.</param>
/// <param name="Entities">The entities as policies of that schema see them.</param>
/// <param name="Invalid">What is wrong with the first entity that is not as declared, in words; null when all are.</param>
/// <param name="Missing">The first that is referred to and not there; null when all are.</param>
internal sealed record SliceVerdict(CedarSchema Schema, EntitySlice Entities, string? Invalid, EntityUid? Missing)
{
    /// <param name="slice">The whole slice.</param>
    /// <param name="below">What was found out about the part below its topmost layer; null when there is none.</param>
    /// <param name="own">The entities of that layer.</param>
    /// <param name="schema">The schema.</param>
    public static SliceVerdict Of(EntitySlice slice, SliceVerdict? below, CedarEntityData[] own, CedarSchema schema)
    {
        if (below?.Invalid is not null)
        {
            return below;
        }

        CedarEntityData[]? narrowed = null;
        for (var i = 0; i < own.Length; i++)
        {
            if (CedarValidator.IsValid(own[i], schema))
            {
                continue;
            }

            var declared = schema.KeepDeclared(own[i]);
            if (CedarValidator.ValidateEntities([declared], schema) is [var complaint, ..])
            {
                return new SliceVerdict(schema, slice, complaint, null);
            }

            narrowed ??= [.. own];
            narrowed[i] = declared;
        }

        var entities = narrowed is null && below is null or { IsWhole: true } ? slice : EntitySlice.OnTop(below?.Entities, narrowed ?? own);
        var missing = below?.Missing is null ? FirstMissing(narrowed ?? own, entities) : FirstMissing(entities.All, entities);
        return new SliceVerdict(schema, entities, null, missing) { IsWhole = ReferenceEquals(entities, slice) };
    }

    /// <summary>Whether the schema declares every attribute, so that the slice is seen as it was given.</summary>
    private bool IsWhole { get; init; }

    private static EntityUid? FirstMissing(IEnumerable<CedarEntityData> of, EntitySlice among)
    {
        foreach (var entity in of)
        {
            foreach (var parent in entity.Parents)
            {
                if (among.Find(parent) is null)
                {
                    return parent;
                }
            }

            if (FirstMissing(entity.Attributes, among) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }

    private static EntityUid? FirstMissing(CedarValue value, EntitySlice among)
    {
        switch (value)
        {
            case CedarEntity reference:
                return among.Find(reference.Uid) is null ? reference.Uid : null;
            case CedarRecord record:
                foreach (var (_, part) in record.Attributes)
                {
                    if (FirstMissing(part, among) is { } missing)
                    {
                        return missing;
                    }
                }

                return null;
            case CedarSet set:
                foreach (var part in set)
                {
                    if (FirstMissing(part, among) is { } missing)
                    {
                        return missing;
                    }
                }

                return null;
            default:
                return null;
        }
    }
}
