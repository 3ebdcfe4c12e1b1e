//! Tables and unions among the values of the tests: how each is said as JSON, made up, and written again.

/// A table: of what is read only the present fields are said.
macro_rules! tables {
    ($($view:ty => $name:ident: $type:ty { $($field:ident),* })*) => {$(
        impl<'a> $crate::json::Json for $view {
            fn json(&self, to: &mut String) {
                $(let $field = self.$field();)*
                let fields: [Option<(&str, &dyn $crate::json::Json)>; _] =
                    [$($field.as_ref().map(|value| (stringify!($field), value as &dyn $crate::json::Json))),*];
                $crate::json::object(&fields.into_iter().flatten().collect::<Vec<_>>(), to);
            }
        }
        impl<'a> $crate::back::Back<'a, $type> for $view {
            fn back(self, _room: &'a bumpalo::Bump) -> $type {
                $name { $($field: self.$field().back(_room)),* }
            }
        }
        $crate::laws::draw! { $type: |_source| Some($name { $($field: $crate::laws::Draw::draw(_source)?),* }); }
    )*};
}

/// A union that is written and read as one type.
macro_rules! unions {
    ($($name:ident: $type:ty { $($variant:ident $said:ident),* })*) => {$(
        impl<'a> $crate::json::Json for $type {
            fn json(&self, to: &mut String) {
                match self {
                    $($name::$variant(value) => $crate::json::object(&[(stringify!($said), value)], to),)*
                }
            }
        }
        $crate::back::same! { $type }
        $crate::numbered::draw_variant! { $name: $type { $($variant),* } }
    )*};
}

/// A union that is read in place.
macro_rules! union_views {
    ($($view:ident: $viewed:ty => $name:ident: $type:ty { $($variant:ident $said:ident),* } $($unknown:ident)?;)*) => {$(
        impl<'a> $crate::json::Json for $viewed {
            fn json(&self, to: &mut String) {
                match self {
                    $($view::$variant(value) => $crate::json::object(&[(stringify!($said), value)], to),)*
                    $($view::$unknown(number) => $crate::json::object(&[("?", number)], to),)?
                }
            }
        }
        impl<'a> $crate::back::Back<'a, $type> for $viewed {
            fn back(self, room: &'a bumpalo::Bump) -> $type {
                match self {
                    $($view::$variant(value) => $name::$variant(value.back(room)),)*
                    // Nobody can write one again; any will do.
                    $($view::$unknown(_) => {
                        let mut sources = (0..8).map(|first| $crate::laws::Source::new(room.alloc([first]), room));
                        sources.find_map(|mut source| <$type as $crate::laws::Draw<'a>>::draw(&mut source)).unwrap()
                    })?
                }
            }
        }
    )*};
}

/// Makes up a variant.
macro_rules! draw_variant {
    ($name:ident: $type:ty { $($variant:ident),* }) => {
        $crate::laws::draw! {
            $type: |source| {
                let count = [$(stringify!($variant)),*].len();
                let mut left = usize::from(<u8 as $crate::laws::Draw<'_>>::draw(source)?) % count;
                $(
                    if left == 0 {
                        return Some($name::$variant($crate::laws::Draw::draw(source)?));
                    }
                    left = left.wrapping_sub(1);
                )*
                let _ = left;
                None
            };
        }
    };
}

/// An array of what is read in place is read as a list.
macro_rules! arrays {
    ($($view:ty => $type:ty;)*) => {$(
        impl<'a, const N: usize> $crate::back::Back<'a, [$type; N]> for tessera::List<'a, $view> {
            fn back(self, room: &'a bumpalo::Bump) -> [$type; N] {
                assert_eq!(self.len(), N);
                std::array::from_fn(|index| self.get(index).unwrap().back(room))
            }
        }
    )*};
}
pub(crate) use {arrays, draw_variant, tables, union_views, unions};
