namespace Palladium.Cedar.Syntax;

/// <summary>Reads a file of policies; an error in one does not hide errors in the next.</summary>
internal sealed class PolicyParser
{
    private const int MaxErrors = 50;
    private readonly SourceText _source;
    private readonly TokenReader _reader;
    private readonly ExpressionParser _expressions;

    private PolicyParser(SourceText source, List<Token> tokens)
    {
        _source = source;
        _reader = new TokenReader(tokens);
        _expressions = new ExpressionParser(_reader);
    }

    public static List<PolicySyntax> Parse(SourceText source, List<CedarError> errors)
    {
        var policies = new List<PolicySyntax>();
        PolicyParser parser;
        try
        {
            parser = new PolicyParser(source, Tokenizer.Cut(source.Text));
        }
        catch (SyntaxException e)
        {
            errors.Add(source.Error(e.Offset, e.Message));
            return policies;
        }

        while (parser._reader.Current.Kind != TokenKind.End && errors.Count < MaxErrors)
        {
            try
            {
                policies.Add(parser.Policy());
            }
            catch (SyntaxException e)
            {
                errors.Add(source.Error(e.Offset, e.Message));
                parser._reader.SkipBehindSemicolon();
            }
        }

        return policies;
    }

    /// <summary>Reads a text that is one expression.</summary>
    public static Expression? ParseExpression(SourceText source, List<CedarError> errors)
    {
        try
        {
            var parser = new PolicyParser(source, Tokenizer.Cut(source.Text));
            var expression = parser._expressions.Parse();
            return parser._reader.Current.Kind == TokenKind.End ? expression : throw parser._reader.Unexpected("an operator or the end of the text");
        }
        catch (SyntaxException e)
        {
            errors.Add(source.Error(e.Offset, e.Message));
            return null;
        }
    }

    private PolicySyntax Policy()
    {
        var annotations = _reader.TakeAnnotations();
        var effect = _reader.Current;
        if (!effect.IsWord("permit") && !effect.IsWord("forbid"))
        {
            throw _reader.Unexpected(annotations.Count == 0 ? "'permit', 'forbid' or an annotation" : "'permit' or 'forbid'");
        }

        _reader.Take();
        _reader.Expect("(");
        var principal = Scope(Variable.Principal, "principal");
        _reader.Expect(",");
        var action = Scope(Variable.Action, "action");
        _reader.Expect(",");
        var resource = Scope(Variable.Resource, "resource");
        _reader.TryTake(",");
        _reader.Expect(")");
        var conditions = new List<ConditionSyntax>();
        while (_reader.Current.IsWord("when") || _reader.Current.IsWord("unless"))
        {
            var token = _reader.Take();
            _reader.Expect("{");
            conditions.Add(new ConditionSyntax(token.Offset, token.Text == "when", _expressions.Parse()));
            _reader.Expect("}");
        }

        if (!_reader.TryTake(";"))
        {
            throw _reader.Unexpected("'when', 'unless' or ';'");
        }

        return new PolicySyntax(_source, effect.Offset, annotations, effect.Text == "forbid", principal, action, resource, [.. conditions]);
    }

    private ScopePart Scope(Variable variable, string word)
    {
        var offset = _reader.Current.Offset;
        _reader.ExpectWord(word);
        var part = ScopePart.Any(offset, variable);
        if (_reader.TryTake("=="))
        {
            return Target(part with { Operator = ScopeOperator.Equal });
        }

        if (_reader.TryTakeWord("in"))
        {
            return variable == Variable.Action && _reader.Current.Is("[")
                ? part with { Operator = ScopeOperator.In, Entities = ActionList(), IsList = true }
                : Target(part with { Operator = ScopeOperator.In });
        }

        if (_reader.Current.IsWord("is"))
        {
            if (variable == Variable.Action)
            {
                throw new SyntaxException(_reader.Current.Offset, "'is' cannot be used with action; expected '==' or 'in'");
            }

            _reader.Take();
            part = part with { Operator = ScopeOperator.Is, Type = _expressions.ParsePath("an entity type") };
            return _reader.TryTakeWord("in") ? Target(part with { Operator = ScopeOperator.IsIn }) : part;
        }

        return _reader.Current.Is(",") || _reader.Current.Is(")")
            ? part
            : throw _reader.Unexpected(variable == Variable.Action ? "'==', 'in', ',' or ')'" : "'==', 'in', 'is', ',' or ')'");
    }

    private ScopePart Target(ScopePart part)
    {
        var token = _reader.Current;
        if (token.Kind == TokenKind.Slot)
        {
            var expected = part.Variable == Variable.Principal ? "?principal" : "?resource";
            if (part.Variable == Variable.Action || token.Text != expected)
            {
                throw new SyntaxException(token.Offset, part.Variable == Variable.Action
                    ? "action takes no slot; expected an entity"
                    : $"expected {expected} or an entity, found {token.Text}");
            }

            _reader.Take();
            return part with { HasSlot = true };
        }

        return part with { Entities = [Entity(part.Variable, "an entity like Type::\"id\"")] };
    }

    private EntityUid Entity(Variable variable, string what)
    {
        var parentheses = 0;
        while (_reader.TryTake("("))
        {
            parentheses++;
        }

        var offset = _reader.Current.Offset;
        var entity = _expressions.ParseEntity(what);
        ScopePart.RequireAction(variable, entity, offset);
        for (; parentheses > 0; parentheses--)
        {
            _reader.Expect(")");
        }

        return entity;
    }

    private EntityUid[] ActionList()
    {
        _reader.Expect("[");
        var entities = new List<EntityUid>();
        while (!_reader.TryTake("]"))
        {
            entities.Add(Entity(Variable.Action, "an action like Action::\"id\""));
            if (!_reader.TryTake(",") && !_reader.Current.Is("]"))
            {
                throw _reader.Unexpected("',' or ']'");
            }
        }

        return [.. entities];
    }
}
