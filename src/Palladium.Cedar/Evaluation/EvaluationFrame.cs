namespace Palladium.Cedar.Evaluation;

/// <summary>
/// The state of one decision. A node that errs calls <see cref="Fail"/> and returns null; exceptions would cost too much on
/// the decision path. Not safe for several threads.
/// </summary>
internal sealed class EvaluationFrame(CedarRequest request, IEntityStore store)
{
    private HashSet<EntityUid>? _visited;
    private Stack<EntityUid>? _pending;

    public CedarRequest Request { get; } = request;

    public CedarEntity Principal { get; } = new(request.Principal);

    public CedarEntity Action { get; } = new(request.Action);

    public CedarEntity Resource { get; } = new(request.Resource);

    public int ErrorOffset { get; private set; }

    public string? Error { get; private set; }

    public CedarEntityData? Find(EntityUid uid) => store.Find(uid);

    public CedarValue? Fail(int offset, string message)
    {
        ErrorOffset = offset;
        Error = message;
        return null;
    }

    /// <summary>Whether the entity is the ancestor or below it, through however many parents; cycles do no harm.</summary>
    public bool IsIn(EntityUid entity, EntityUid ancestor)
    {
        if (entity.Equals(ancestor))
        {
            return true;
        }

        if (store.Find(entity) is not { ParentArray: { Length: > 0 } parents })
        {
            return false;
        }

        foreach (var parent in parents)
        {
            if (parent.Equals(ancestor))
            {
                return true;
            }
        }

        return Climb(entity, parents, ancestor);
    }

    private bool Climb(EntityUid entity, EntityUid[] parents, EntityUid ancestor)
    {
        var visited = _visited ??= [];
        var pending = _pending ??= new();
        visited.Clear();
        pending.Clear();
        visited.Add(entity);
        Push(parents);
        while (pending.TryPop(out var next))
        {
            if (store.Find(next) is not { ParentArray: { Length: > 0 } above })
            {
                continue;
            }

            foreach (var parent in above)
            {
                if (parent.Equals(ancestor))
                {
                    return true;
                }
            }

            Push(above);
        }

        return false;

        void Push(EntityUid[] uids)
        {
            foreach (var uid in uids)
            {
                if (visited.Add(uid))
                {
                    pending.Push(uid);
                }
            }
        }
    }
}
