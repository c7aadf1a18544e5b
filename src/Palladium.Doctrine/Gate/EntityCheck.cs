using Palladium.Cedar;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// Whether the slice is whole: principal, resource, and everything that any of its entities refers to. Cedar takes a
/// missing parent for "not in it" and so may permit what an <c>unless</c> would have stopped; the gate does not.
/// </summary>
internal static class EntityCheck
{
    public static EntityUid? FirstMissing(GateRequest request)
    {
        if (request.Entities.Find(request.Principal) is null)
        {
            return request.Principal;
        }

        if (request.Entities.Find(request.Resource) is null)
        {
            return request.Resource;
        }

        foreach (var entity in request.Entities.All)
        {
            foreach (var parent in entity.Parents)
            {
                if (request.Entities.Find(parent) is null)
                {
                    return parent;
                }
            }

            if (MissingIn(entity.Attributes, request) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }

    private static EntityUid? MissingIn(CedarValue value, GateRequest request)
    {
        switch (value)
        {
            case CedarEntity reference:
                return request.Entities.Find(reference.Uid) is null ? reference.Uid : null;
            case CedarRecord record:
                foreach (var (_, part) in record.Attributes)
                {
                    if (MissingIn(part, request) is { } missing)
                    {
                        return missing;
                    }
                }

                return null;
            case CedarSet set:
                foreach (var part in set)
                {
                    if (MissingIn(part, request) is { } missing)
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
