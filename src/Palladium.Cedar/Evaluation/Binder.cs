using Palladium.Cedar.Syntax;

namespace Palladium.Cedar.Evaluation;

/// <summary>Turns syntax into nodes, once per policy; what needs no request is worked out here.</summary>
internal static class Binder
{
    public static Node Bind(Expression expression) => expression switch
    {
        LiteralExpression e => new ConstantNode(e.Offset, e.Value),
        VariableExpression e => new VariableNode(e.Offset, e.Variable),
        IfExpression e => new IfNode(e.Offset, Bind(e.Condition), Bind(e.Then), Bind(e.Else)),
        LogicalExpression e => new LogicalNode(e.Offset, e.IsAnd, BindAll(e.Items)),
        UnaryExpression e => Unary(e, Bind(e.Operand)),
        BinaryExpression e => Binary(e, Bind(e.Left), Bind(e.Right)),
        AttributeExpression { Target: VariableExpression target } e => new VariableAttributeNode(e.Offset, target.Variable, e.Name),
        AttributeExpression e => new AttributeNode(e.Offset, Bind(e.Target), e.Name),
        HasExpression e => new HasNode(e.Offset, Bind(e.Target), e.Path),
        LikeExpression e => new LikeNode(e.Offset, Bind(e.Target), e.Pattern),
        IsExpression e => new IsNode(e.Offset, Bind(e.Target), e.Type, e.In is null ? null : Bind(e.In)),
        SetExpression e => Set(e),
        RecordExpression e => new RecordNode(e.Offset, Array.ConvertAll(e.Names, name => new AttributeName(name)), BindAll(e.Values)),
        CallExpression e => Call(e),
        _ => throw new InvalidOperationException($"no node for {expression.GetType().Name}"),
    };

    private static Node[] BindAll(Expression[] expressions) => Array.ConvertAll(expressions, Bind);

    private static Node Unary(UnaryExpression e, Node operand) => e.Operator switch
    {
        UnaryOperator.Not => new NotNode(e.Offset, operand),
        UnaryOperator.Negate => new NegateNode(e.Offset, operand),
        _ => new IsEmptyNode(e.Offset, operand),
    };

    private static Node Binary(BinaryExpression e, Node left, Node right) => e.Operator switch
    {
        BinaryOperator.Equal => new EqualNode(e.Offset, left, right, negated: false),
        BinaryOperator.NotEqual => new EqualNode(e.Offset, left, right, negated: true),
        BinaryOperator.In => new InNode(e.Offset, left, right),
        BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.Multiply => new ArithmeticNode(e.Offset, e.Operator, left, right),
        BinaryOperator.Contains or BinaryOperator.ContainsAll or BinaryOperator.ContainsAny => new ContainsNode(e.Offset, e.Operator, left, right),
        BinaryOperator.HasTag => new HasTagNode(e.Offset, left, right),
        BinaryOperator.GetTag => new GetTagNode(e.Offset, left, right),
        _ => new CompareNode(e.Offset, e.Operator, left, right),
    };

    // A set of constants is made once, not at each decision.
    private static Node Set(SetExpression e)
    {
        var items = BindAll(e.Items);
        return Array.TrueForAll(items, i => i is ConstantNode { Constant.Depth: < CedarValue.MaxDepth - 1 })
            ? new ConstantNode(e.Offset, new CedarSet(items.Select(i => ((ConstantNode)i).Constant)))
            : new SetNode(e.Offset, items);
    }

    private static Node Call(CallExpression e)
    {
        if (e.Function.WrongArity(e.Arguments.Length) is { } wrong)
        {
            return new FailingNode(e.Offset, wrong);
        }

        var first = Bind(e.Arguments[0]);
        var second = e.Arguments.Length > 1 ? Bind(e.Arguments[1]) : null;
        switch (e.Function)
        {
            case <= ExtensionFunction.Duration when first is ConstantNode { Constant: CedarString text }:
                return e.Function.Make(text.Value) is { } value
                    ? new ConstantNode(e.Offset, value)
                    : new FailingNode(e.Offset, e.Function.Refusal(text));
            case <= ExtensionFunction.Duration:
                return new ConstructorNode(e.Offset, e.Function, first);
            case <= ExtensionFunction.GreaterThanOrEqual:
                return new DecimalCompareNode(e.Offset, e.Function, first, second!);
            case < ExtensionFunction.IsInRange:
                return new IpTestNode(e.Offset, e.Function, first);
            case ExtensionFunction.IsInRange:
                return new IpRangeNode(e.Offset, first, second!);
            case <= ExtensionFunction.DurationSince:
                return new TimeNode(e.Offset, e.Function, first, second!);
            default:
                return new TimePartNode(e.Offset, e.Function, first);
        }
    }
}
