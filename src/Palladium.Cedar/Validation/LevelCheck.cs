using Palladium.Cedar.Schema;
using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Validation;

/// <summary>
/// How far from the request a policy looks at entities (Cedar's level validation): at level 1 at those of the request, at level 2 also at
/// those that their attributes name, and so on; at level 0 at none. Looking is reading an attribute or tag, and asking who is in whom.
/// </summary>
/// <param name="schema">The schema.</param>
/// <param name="level">The highest level allowed.</param>
/// <param name="action">The action of the requests that are checked.</param>
/// <param name="types">The types of the expressions that can be reached in such a request.</param>
/// <param name="errors">Takes what looks too far.</param>
internal sealed class LevelCheck(
    CedarSchema schema, int level, EntityUid action, IReadOnlyDictionary<Expression, CedarType> types, ISet<(int Offset, string Message)> errors)
{
    public void Policy(PolicySyntax policy)
    {
        foreach (var part in new[] { policy.Principal, policy.Action, policy.Resource })
        {
            if (part.Operator is ScopeOperator.In or ScopeOperator.IsIn)
            {
                Look(part.Offset, 0);
            }
        }

        foreach (var condition in policy.Conditions)
        {
            Check(condition.Body);
        }
    }

    private void Check(Expression expression)
    {
        if (!types.ContainsKey(expression))
        {
            return;
        }

        switch (expression)
        {
            case BinaryExpression { Operator: BinaryOperator.In or BinaryOperator.HasTag or BinaryOperator.GetTag } e:
                Look(e.Offset, Distance(e.Left, []));
                Check(e.Right);
                break;
            case AttributeExpression e:
                if (IsEntity(e.Target))
                {
                    Look(e.Offset, Distance(e.Target, []));
                }
                else
                {
                    Check(e.Target);
                }

                break;
            case HasExpression e:
                Path(e);
                break;
            case IsExpression { In: { } within } e:
                Look(e.Offset, Distance(e.Target, []));
                Check(within);
                break;
            default:
                foreach (var part in expression.Parts)
                {
                    Check(part);
                }

                break;
        }
    }

    private void Look(int offset, int distance)
    {
        if (distance >= level)
        {
            errors.Add((offset, $"this needs level {distance + 1}; at most level {level} is allowed"));
        }
    }

    private bool IsEntity(Expression expression) => types.GetValueOrDefault(expression) is EntityType;

    /// <summary>A path looks at each entity on its way: like <c>a has b &amp;&amp; a.b has c</c>.</summary>
    private void Path(HasExpression e)
    {
        var (type, distance) = (types[e.Target], -1);
        for (var i = 0; i < e.Path.Length; i++)
        {
            if (type is EntityType)
            {
                distance = distance < 0 ? Distance(e.Target, new Stack<string>(e.Path[..i].Reverse())) : distance + 1;
                Look(e.Offset, distance);
            }
            else if (i == 0)
            {
                Check(e.Target);
            }

            if (schema.AttributesOf(type)?.Attributes.GetValueOrDefault(e.Path[i]) is not { } attribute)
            {
                return;
            }

            type = attribute.Type;
        }
    }

    /// <summary>How many entities lie between the request and one that is looked at; <paramref name="inside"/>: what is taken out of records.</summary>
    private int Distance(Expression expression, Stack<string> inside)
    {
        switch (expression)
        {
            case LiteralExpression { Value: CedarEntity entity } when entity.Uid != action:
                errors.Add((expression.Offset, "an entity that is written out cannot be looked at when levels are checked"));
                return 0;
            case IfExpression e:
                Check(e.Condition);
                return Math.Max(Distance(e.Then, new Stack<string>(inside.Reverse())), Distance(e.Else, inside));
            case AttributeExpression e when IsEntity(e.Target):
                return Distance(e.Target, inside) + 1;
            case AttributeExpression e:
                inside.Push(e.Name);
                return Distance(e.Target, inside);
            case BinaryExpression { Operator: BinaryOperator.GetTag } e:
                Check(e.Right);
                return Distance(e.Left, inside) + 1;
            case RecordExpression e when inside.TryPop(out var name):
                var at = Array.IndexOf(e.Names, name);
                foreach (var other in e.Values.Where((_, i) => i != at))
                {
                    Check(other);
                }

                return at < 0 ? 0 : Distance(e.Values[at], inside);
            default:
                return 0;
        }
    }
}
