using Palladium.Cedar.Evaluation;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Authorization;

/// <summary>Tells policies apart by one part of their head.</summary>
internal sealed class ScopeIndex(
    Shown part,
    Dictionary<EntityUid, PolicyIndex> equal,
    Dictionary<EntityUid, PolicyIndex> within,
    Dictionary<string, PolicyIndex> types,
    PolicyIndex rest) : PolicyIndex
{
    public static ScopePart PartOf(CompiledPolicy policy, Shown part) => part switch
    {
        Shown.Principal => policy.Principal,
        Shown.Action => policy.Action,
        _ => policy.Resource,
    };

    public override void Decide(EvaluationFrame frame, CedarAnswer answer)
    {
        var entity = part switch
        {
            Shown.Principal => frame.Request.PrincipalEntity,
            Shown.Action => frame.Request.ActionEntity,
            _ => frame.Request.ResourceEntity,
        };
        if (equal.TryGetValue(entity.Uid, out var index))
        {
            index.Decide(frame, answer);
        }

        if (types.Count > 0 && types.TryGetValue(entity.Uid.Type, out index))
        {
            index.Decide(frame, answer);
        }

        if (within.Count > 0)
        {
            Within(frame, entity, answer);
        }

        rest.Decide(frame, answer);
    }

    private void Within(EvaluationFrame frame, CedarEntity entity, CedarAnswer answer)
    {
        if (within.TryGetValue(entity.Uid, out var index))
        {
            index.Decide(frame, answer);
        }

        var ancestors = frame.AncestorsOf(entity);
        if (within.Count < ancestors.Length)
        {
            foreach (var (ancestor, policies) in within)
            {
                if (!ancestor.Equals(entity.Uid) && frame.IsIn(entity, ancestor))
                {
                    policies.Decide(frame, answer);
                }
            }

            return;
        }

        // Deciding may climb the hierarchy again, over the same space: all is looked up before anything is decided.
        var before = frame.Found.Count;
        foreach (ref readonly var ancestor in ancestors)
        {
            if (!ancestor.Equals(entity.Uid) && within.TryGetValue(ancestor, out index))
            {
                frame.Found.Push(index);
            }
        }

        while (frame.Found.Count > before)
        {
            frame.Found.Pop().Decide(frame, answer);
        }
    }
}
