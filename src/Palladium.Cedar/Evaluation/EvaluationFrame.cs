using Palladium.Cedar.Authorization;
using Palladium.Cedar.Entities;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

/// <summary>
/// The state of one decision. A node that errs calls <see cref="Fail"/>; exceptions would cost too much. A thread keeps its frame and
/// uses it again, so that deciding allocates nothing; a store that decides something itself while it is asked gets another.
/// </summary>
internal sealed class EvaluationFrame
{
    [ThreadStatic]
    private static EvaluationFrame? _ofThread;

    private readonly Pool<ScratchSet> _sets = new();
    private readonly Pool<ScratchRecord> _records = new();
    private readonly Pool<CedarIp> _addresses = new(() => new CedarIp(default));
    private readonly HierarchyWalk _walk = new();
    private IEntityStore _store = EntityStore.Empty;
    private CedarEntityData? _principal;
    private CedarEntityData? _action;
    private CedarEntityData? _resource;
    private bool _hasLent;

    private EvaluationFrame()
    {
    }

    public CedarRequest Request { get; private set; } = null!;

    public EvaluationError Error { get; private set; }

    /// <summary>Parts of the index that were found and not yet looked at.</summary>
    public Stack<PolicyIndex> Found { get; } = new();

    /// <summary>A frame for a decision; <see cref="Return"/> it.</summary>
    public static EvaluationFrame Rent(CedarRequest request, IEntityStore store)
    {
        var frame = _ofThread ?? new EvaluationFrame();
        _ofThread = null;
        frame.Request = request;
        frame._store = store;
        frame._principal = store.Find(request.Principal);
        frame._action = store.Find(request.Action);
        frame._resource = store.Find(request.Resource);
        return frame;
    }

    public void Return()
    {
        Reset();
        Error = default;
        Request = null!;
        Found.Clear();
        _store = EntityStore.Empty;
        _principal = _action = _resource = null;
        _ofThread = this;
    }

    /// <summary>Takes back what was lent out; between two policies.</summary>
    public void Reset()
    {
        if (!_hasLent)
        {
            return;
        }

        _hasLent = false;
        _sets.TakeBack(set => set.Clear());
        _records.TakeBack(record => record.Clear());
        _addresses.TakeBack(null);
    }

    public ScratchSet Set(int count)
    {
        _hasLent = true;
        var set = _sets.Lend();
        set.Resize(count);
        return set;
    }

    public ScratchRecord Record(AttributeName[] names)
    {
        _hasLent = true;
        var record = _records.Lend();
        record.Reset(names);
        return record;
    }

    public CedarIp Address(IpRange range)
    {
        _hasLent = true;
        var address = _addresses.Lend();
        address.Range = range;
        return address;
    }

    public Value Fail(in EvaluationError error)
    {
        Error = error;
        return Value.Error;
    }

    /// <summary>What stands for a variable that is an entity.</summary>
    public CedarEntity EntityOf(Variable variable) => variable switch
    {
        Variable.Principal => Request.PrincipalEntity,
        Variable.Action => Request.ActionEntity,
        _ => Request.ResourceEntity,
    };

    /// <summary>The context, or the attributes of the entity that a variable stands for; null if the store does not have it.</summary>
    public CedarRecord? AttributesOf(Variable variable) => variable switch
    {
        Variable.Principal => _principal?.Attributes,
        Variable.Action => _action?.Attributes,
        Variable.Resource => _resource?.Attributes,
        _ => Request.Context,
    };

    public CedarEntityData? Find(CedarEntity entity) =>
        ReferenceEquals(entity, Request.PrincipalEntity) ? _principal
        : ReferenceEquals(entity, Request.ResourceEntity) ? _resource
        : ReferenceEquals(entity, Request.ActionEntity) ? _action
        : _store.Find(entity.Uid);

    /// <summary>Whether the entity is the ancestor or below it, through however many parents; cycles do no harm.</summary>
    public bool IsIn(CedarEntity entity, in EntityUid ancestor)
    {
        if (entity.Uid.Equals(ancestor))
        {
            return true;
        }

        if (Find(entity) is not { ParentArray.Length: > 0 } data)
        {
            return false;
        }

        return data.Ancestors?.Contains(ancestor) ?? _walk.Reaches(_store, data, ancestor);
    }

    /// <summary>All entities that the entity is in, itself not.</summary>
    public ReadOnlySpan<EntityUid> AncestorsOf(CedarEntity entity)
    {
        if (Find(entity) is not { ParentArray.Length: > 0 } data)
        {
            return [];
        }

        return data.Ancestors is { } known ? known.All : _walk.All(_store, data);
    }

    /// <summary>Objects that are lent out and taken back all at once.</summary>
    private sealed class Pool<T>(Func<T> make)
    {
        private readonly List<T> _all = [];
        private int _lent;

        public Pool()
            : this(Activator.CreateInstance<T>)
        {
        }

        public T Lend()
        {
            if (_lent == _all.Count)
            {
                _all.Add(make());
            }

            return _all[_lent++];
        }

        public void TakeBack(Action<T>? clear)
        {
            for (; _lent > 0; _lent--)
            {
                clear?.Invoke(_all[_lent - 1]);
            }
        }
    }
}
