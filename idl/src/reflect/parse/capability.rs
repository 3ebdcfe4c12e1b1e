//! Capabilities.

use alloc::format;

use super::{Kind, Parser, TextError, Value, listed, shown};
use crate::{
    arena::Handle,
    facts::Shape,
    model::{Interface, Rights},
};

impl Parser<'_, '_> {
    /// `cap(0)`, `cap<Door, enter>(0)`
    pub(super) fn capability(
        &mut self,
        interface: Handle<Interface>,
        rights: Rights,
        shape: &Shape,
    ) -> Result<Value, TextError> {
        let token = self.tokens.next()?;
        if token.kind != Kind::Word("cap") {
            return Err(self.unexpected(&token, shape));
        }
        if self.accept('<')? {
            self.promise(interface, rights)?;
        }
        self.expect('(', "`(` and the index of the capability")?;
        let token = self.tokens.next()?;
        let index = match token.kind {
            Kind::Number(digits) => digits.parse().ok().filter(|index| *index < u16::MAX),
            _ => None,
        };
        let Some(index) = index else {
            let message = format!("expected the index of a capability, found {}", shown(&token));
            return Err(TextError::new(token.range, message).help("the first that a message mentions is 0, then 1"));
        };
        self.expect(')', "`)` behind the index")?;
        Ok(Value::Cap(index))
    }

    /// `Door, enter>`: what the type says, or it is a mistake.
    fn promise(&mut self, handle: Handle<Interface>, rights: Rights) -> Result<(), TextError> {
        let interface = &self.schema.model.interfaces[handle];
        let mut position = 0;
        let mut named = Rights::NONE;
        let mut range = self.tokens.peek()?.range;
        loop {
            let token = self.tokens.next()?;
            range.end = token.range.end;
            match token.kind {
                Kind::Word(name) if position == 0 && name == interface.name => {}
                Kind::Word(name) if position > 0 => {
                    let right = interface.rights.iter().position(|right| right.name == name);
                    let Some(right) = right else {
                        let message = format!("`{}` has no right `{name}`", interface.name);
                        return Err(TextError::new(token.range, message));
                    };
                    named = named.with(Rights::single(right));
                }
                _ => {
                    let message = format!("expected `{}`, found {}", interface.name, shown(&token));
                    return Err(TextError::new(token.range, message));
                }
            }
            position += 1;
            if self.accept('>')? {
                break;
            }
            self.expect(',', "`,` or `>`")?;
        }
        if named != rights {
            let (_, rights) = self.schema.capability(handle, rights);
            let help = listed("its rights are", rights);
            return Err(TextError::new(range, "the type of this capability has other rights").help(help));
        }
        Ok(())
    }
}
