using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Partial;

/// <summary>Attributes, tags and hierarchies.</summary>
internal sealed partial class PartialEvaluator
{
    private static CedarEntity Reference(EntityUid uid) => new(uid);

    private bool CanBeIn(string type, string ancestor) =>
        type == ancestor || !schema.EntityTypes.TryGetValue(type, out var declaration) || declaration.Ancestors.Contains(ancestor);

    private Residue Attribute(AttributeExpression e, in Residue target)
    {
        if (target.Errs == Erring.Always)
        {
            return Residue.Error(e);
        }

        if (KnownPart(target) is { } known && !known.Unknown.Contains(e.Name))
        {
            return known.Known.TryGet(e.Name, out var value) ? Residue.Of(e.Offset, value) : Residue.Error(e);
        }

        var declared = schema.AttributesOf(target.Type)?.Attributes.GetValueOrDefault(e.Name);
        return new Residue(
            new AttributeExpression(e.Offset, target.Expression, e.Name),
            declared?.Type,
            target.Errs == Erring.Never && declared is { IsRequired: true } && IsThere(target) ? Erring.Never : Erring.Maybe);
    }

    /// <summary>
    /// Whether there is something that has what the schema demands: an entity that is unknown may not exist, but those of the request do.
    /// </summary>
    private bool IsThere(in Residue target) =>
        KnownPart(target) is not null || target.Type is RecordType || target.Expression is VariableExpression;

    /// <summary>The attributes of what is known at least in part; null where nothing is. A plain value has none.</summary>
    private PartialRecord? KnownPart(in Residue target) => target switch
    {
        { Value: CedarEntity entity } => entities.Find(entity.Uid)?.Attributes,
        { Value: CedarRecord record } => PartialRecord.Of(record),
        { Value: not null } => PartialRecord.Of(CedarRecord.Empty),
        { Expression: VariableExpression { Variable: Syntax.Variable.Context } } => request.Context,
        _ => null,
    };

    private Residue Has(HasExpression e, Residue target)
    {
        for (var i = 0; i < e.Path.Length; i++)
        {
            if (target.Errs == Erring.Always || target.Value is { } value and not (CedarEntity or CedarRecord))
            {
                return Residue.Error(e);
            }

            if (KnownPart(target) is not { } known || known.Unknown.Contains(e.Path[i]))
            {
                return OpenPath(e, target, e.Path[i..]);
            }

            if (!known.Known.TryGet(e.Path[i], out var found))
            {
                return Residue.Of(e.Offset, CedarBool.False);
            }

            target = Residue.Of(e.Offset, found);
        }

        return Residue.Of(e.Offset, CedarBool.True);
    }

    private Residue OpenPath(HasExpression e, in Residue target, string[] path)
    {
        var (type, isSure, mayErr) = (target.Type, target.Errs == Erring.Never && IsThere(target), target.Errs == Erring.Maybe);
        for (var i = 0; i < path.Length; i++)
        {
            var attributes = schema.AttributesOf(type);
            var declared = attributes?.Attributes.GetValueOrDefault(path[i]);
            mayErr |= attributes is null;
            if (declared is null && !mayErr)
            {
                // What the schema does not declare is not there.
                return Residue.Of(e.Offset, CedarBool.False);
            }

            isSure &= declared is { IsRequired: true } && (i == path.Length - 1 || declared.Type is RecordType);
            type = declared?.Type;
        }

        return isSure
            ? Residue.Of(e.Offset, CedarBool.True)
            : new Residue(new HasExpression(e.Offset, target.Expression, path), CedarType.Bool, mayErr ? Erring.Maybe : Erring.Never);
    }

    private Residue Tag(BinaryExpression e, CedarEntity entity, CedarString key)
    {
        var isTest = e.Operator == BinaryOperator.HasTag;
        if (entities.Find(entity.Uid)?.Tags is not { } tags)
        {
            var type = schema.EntityTypes.GetValueOrDefault(entity.Uid.Type)?.Tags;
            return new Residue(
                new BinaryExpression(e.Offset, e.Operator, new LiteralExpression(e.Offset, entity), new LiteralExpression(e.Offset, key)),
                isTest ? CedarType.Bool : type,
                isTest ? Erring.Never : Erring.Maybe);
        }

        return isTest ? Residue.Of(e.Offset, CedarBool.Of(tags.Has(key.Value)))
            : tags.TryGet(key.Value, out var value) ? Residue.Of(e.Offset, value)
            : Residue.Error(e);
    }

    private Residue IsType(IsExpression e, Residue target)
    {
        if (target.Errs == Erring.Always || target.Value is { } value and not CedarEntity)
        {
            return Residue.Error(e);
        }

        if (target.Type is EntityType entity && target.Errs == Erring.Never)
        {
            return entity.Name != e.Type ? Residue.Of(e.Offset, CedarBool.False)
                : e.In is null ? Residue.Of(e.Offset, CedarBool.True)
                : Binary(e.Offset, BinaryOperator.In, target, Evaluate(e.In));
        }

        var within = e.In is null ? (Residue?)null : Evaluate(e.In);
        return new Residue(
            new IsExpression(e.Offset, target.Expression, e.Type, within?.Expression),
            CedarType.Bool,
            within is null && target.Type is EntityType ? target.Errs : Erring.Maybe);
    }

    private Residue In(BinaryExpression e, Residue left, Residue right)
    {
        // The left side has to be an entity, the right one an entity or a set of nothing else.
        var ancestors = right.Value switch
        {
            CedarEntity only => [only.Uid],
            CedarSet set when set.All(item => item is CedarEntity) => set.Select(item => ((CedarEntity)item).Uid).ToArray(),
            _ => null,
        };
        if (left.Value is not (null or CedarEntity) || (right.Value is not null && ancestors is null))
        {
            return Residue.Error(e);
        }

        var isRightEntities = ancestors is not null || right.Type is EntityType or SetType { Element: EntityType };
        var errs = left.Type is EntityType && isRightEntities && left.Errs == Erring.Never && right.Errs == Erring.Never ? Erring.Never : Erring.Maybe;
        if (ancestors is not null && left.Type is EntityType below)
        {
            var possible = Array.FindAll(ancestors, a => CanBeIn(below.Name, a.Type));
            if (left.Value is CedarEntity entity)
            {
                return InKnown(e, entity.Uid, possible);
            }

            return possible.Length == 0 && errs == Erring.Never
                ? Residue.Of(e.Offset, CedarBool.False)
                : new Residue(new BinaryExpression(e.Offset, BinaryOperator.In, left.Expression, Literal(e.Offset, possible)), CedarType.Bool, errs);
        }

        // Who is above a known entity is known: asking whether it is in the unknown is asking whether the unknown is one of them.
        if (left.Value is CedarEntity inside && isRightEntities && Above(inside.Uid) is { } above)
        {
            var type = right.Type as EntityType ?? (EntityType)((SetType)right.Type!).Element;
            var op = right.Type is EntityType ? BinaryOperator.Contains : BinaryOperator.ContainsAny;
            var known = Literal(e.Offset, [.. above.Where(a => a.Type == type.Name)]);
            return new Residue(new BinaryExpression(e.Offset, op, known, right.Expression), CedarType.Bool, errs);
        }

        return new Residue(new BinaryExpression(e.Offset, BinaryOperator.In, left.Expression, right.Expression), CedarType.Bool, errs);
    }

    private Residue InKnown(BinaryExpression e, EntityUid entity, EntityUid[] ancestors)
    {
        var reached = Climb(entity, out var unknown);
        if (Array.Exists(ancestors, reached.Contains))
        {
            return Residue.Of(e.Offset, CedarBool.True);
        }

        // What is above an entity of which nothing is known is limited by its type only.
        var possible = Array.FindAll(ancestors, a => unknown.Exists(u => CanBeIn(u.Type, a.Type)));
        return possible.Length == 0
            ? Residue.Of(e.Offset, CedarBool.False)
            : new Residue(
                new BinaryExpression(e.Offset, BinaryOperator.In, new LiteralExpression(e.Offset, Reference(entity)), Literal(e.Offset, possible)),
                CedarType.Bool,
                Erring.Never);
    }

    /// <summary>The entity and all above it; null if that is not known.</summary>
    private HashSet<EntityUid>? Above(EntityUid entity)
    {
        var reached = Climb(entity, out var unknown);
        return unknown.TrueForAll(u => schema.EntityTypes.TryGetValue(u.Type, out var type) && type.Ancestors.Count == 0) ? reached : null;
    }

    private HashSet<EntityUid> Climb(EntityUid entity, out List<EntityUid> unknown)
    {
        var reached = new HashSet<EntityUid> { entity };
        unknown = [];
        var pending = new Stack<EntityUid>(reached);
        while (pending.TryPop(out var next))
        {
            if ((entities.Find(next)?.Parents ?? schema.Actions.GetValueOrDefault(next)?.Parents) is not { } parents)
            {
                unknown.Add(next);
                continue;
            }

            foreach (var parent in parents.Where(reached.Add))
            {
                pending.Push(parent);
            }
        }

        return reached;
    }

    private static LiteralExpression Literal(int offset, IEnumerable<EntityUid> uids) => new(offset, new CedarSet(uids.Select(Reference)));
}
